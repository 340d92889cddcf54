package lambda

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// invocation is one piece of work on its way through an environment.
type invocation struct {
	id       string
	payload  []byte
	answered chan outcome // takes one, never blocks
}

// runtimeAPI is the HTTP interface through which a function's process gets its work.
type runtimeAPI struct {
	*http.ServeMux
	arn     string
	timeout time.Duration
	pending chan *invocation // unbuffered: taken means that the process is asking

	mu      sync.Mutex
	current *invocation
}

func newRuntimeAPI(arn string, timeout time.Duration) *runtimeAPI {
	api := &runtimeAPI{ServeMux: http.NewServeMux(), arn: arn, timeout: timeout, pending: make(chan *invocation)}
	api.HandleFunc("GET /2018-06-01/runtime/invocation/next", api.next)
	api.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/response", api.response)
	api.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/error", api.failure)
	// The process exits after this one; its end says all that matters.
	api.HandleFunc("POST /2018-06-01/runtime/init/error", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusAccepted)
	})
	return api
}

// next waits, as long as it takes, until there is work.
func (api *runtimeAPI) next(w http.ResponseWriter, r *http.Request) {
	select {
	case <-r.Context().Done():
	case work := <-api.pending:
		api.mu.Lock()
		api.current = work
		api.mu.Unlock()
		deadline := time.Now().Add(api.timeout).UnixMilli()
		w.Header().Set("Lambda-Runtime-Aws-Request-Id", work.id)
		w.Header().Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(deadline, 10))
		w.Header().Set("Lambda-Runtime-Invoked-Function-Arn", api.arn)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(work.payload)
	}
}

func (api *runtimeAPI) response(w http.ResponseWriter, r *http.Request) {
	payload, err := io.ReadAll(http.MaxBytesReader(w, r.Body, payloadLimit))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		api.answer(w, r, http.StatusRequestEntityTooLarge, outcome{err: &Error{"Function.ResponseSizeTooLarge", "response over 6 MB"}})
	case err != nil:
		w.WriteHeader(http.StatusBadRequest)
	default:
		api.answer(w, r, http.StatusAccepted, outcome{payload: payload})
	}
}

func (api *runtimeAPI) failure(w http.ResponseWriter, r *http.Request) {
	failed := &Error{Type: "Unhandled"}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, payloadLimit)).Decode(failed); err != nil {
		failed.Message = "the error could not be read: " + err.Error()
	}
	api.answer(w, r, http.StatusAccepted, outcome{err: failed})
}

// answer ends the current invocation, once.
func (api *runtimeAPI) answer(w http.ResponseWriter, r *http.Request, status int, o outcome) {
	api.mu.Lock()
	defer api.mu.Unlock()
	if api.current == nil || api.current.id != r.PathValue("id") {
		http.Error(w, "not the current invocation", http.StatusBadRequest)
		return
	}
	api.current.answered <- o
	api.current = nil
	w.WriteHeader(status)
}

package identity

import (
	"encoding/json"
	"errors"
	"net/http"
)

// IssueToken is POST /local/token {"email"}: it signs a user in without a page, for scripts and tests.
func (p *Provider) IssueToken(w http.ResponseWriter, r *http.Request) {
	var in struct{ Email string }
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 16<<10)).Decode(&in); err != nil {
		write(w, http.StatusBadRequest, map[string]string{"message": `the body must be JSON: {"email": "…"}`})
		return
	}
	token, err := p.Token(in.Email)
	switch {
	case errors.Is(err, errAddress):
		write(w, http.StatusUnprocessableEntity, map[string]string{"message": err.Error()})
	case err != nil:
		write(w, http.StatusInternalServerError, map[string]string{"message": err.Error()})
	default:
		write(w, http.StatusOK, map[string]string{"accessToken": token})
	}
}

func write(w http.ResponseWriter, status int, body map[string]string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the client may be gone
}

package gateway

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/aws/aws-lambda-go/events"
)

// writeResponse turns a function's answer into HTTP. Nothing is written when it fails.
// Where the API has CORS of its own, the function's CORS headers are dropped.
func writeResponse(w http.ResponseWriter, payload []byte, ownCORS bool) error {
	var response events.APIGatewayV2HTTPResponse
	if !json.Valid(payload) {
		return errors.New("the response is not JSON")
	}
	if err := json.Unmarshal(payload, &response); err != nil || response.StatusCode == 0 {
		return writePlain(w, payload)
	}
	if response.StatusCode < 100 || response.StatusCode > 599 {
		return fmt.Errorf("status %d", response.StatusCode)
	}
	body := []byte(response.Body)
	if response.IsBase64Encoded {
		var err error
		if body, err = base64.StdEncoding.DecodeString(response.Body); err != nil {
			return fmt.Errorf("body: %w", err)
		}
	}
	for name, value := range response.Headers {
		if ownCORS && strings.HasPrefix(strings.ToLower(name), "access-control-") {
			continue
		}
		w.Header().Set(name, value)
	}
	for _, cookie := range response.Cookies {
		w.Header().Add("Set-Cookie", cookie)
	}
	if w.Header().Get("Content-Type") == "" && len(body) > 0 {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	}
	w.WriteHeader(response.StatusCode)
	_, _ = w.Write(body)
	return nil
}

// writePlain answers JSON without a status code: API Gateway takes all of it as the body.
func writePlain(w http.ResponseWriter, payload []byte) error {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(payload)
	return nil
}

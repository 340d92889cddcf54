package upstream

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"hash/fnv"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

func write(w http.ResponseWriter, status int, contentType string, body []byte) {
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	var body bytes.Buffer
	out := json.NewEncoder(&body)
	out.SetEscapeHTML(false)
	if err := out.Encode(v); err != nil {
		panic(err) // made of maps, strings and numbers: cannot fail
	}
	write(w, status, "application/json; charset=UTF-8", body.Bytes())
}

// overlaid is an object with a post's raw members laid over it.
func overlaid(object, raw map[string]any) map[string]any {
	for name, value := range raw {
		if value == nil {
			delete(object, name)
		} else {
			object[name] = value
		}
	}
	return object
}

// tokenFault is the fault that a token brings with it: "missing", "invalid",
// "token" (expired), "permission", or "" for a good one.
func (c *call) tokenFault() string { return c.faultOf(c.token) }

func (c *call) faultOf(token string) string {
	_, issued := c.net.issued.grant(token)
	switch {
	case token == "":
		return "missing"
	case len(c.Tokens) > 0 && !issued && !slices.Contains(c.Tokens, token), strings.Contains(token, "invalid"):
		return "invalid"
	case strings.Contains(token, "expired"):
		return "token"
	case strings.Contains(token, "forbidden"):
		return "permission"
	}
	return ""
}

func hash(words ...string) uint64 {
	h := fnv.New64a()
	for _, word := range words {
		_, _ = h.Write([]byte(word))
		_, _ = h.Write([]byte{0})
	}
	return h.Sum64()
}

// opaque makes the kind of string that vendors use where a caller should not
// read anything into it.
func opaque(prefix, text string) string {
	return prefix + base64.RawURLEncoding.EncodeToString([]byte(text))
}

func unopaque(prefix, s string) (string, bool) {
	coded, ok := strings.CutPrefix(s, prefix)
	text, err := base64.RawURLEncoding.DecodeString(coded)
	return string(text), ok && err == nil
}

func numeric(s string) bool {
	_, err := strconv.ParseUint(s, 10, 64)
	return err == nil || (len(s) > 18 && strings.Trim(s, "0123456789") == "")
}

func or[T comparable](value, otherwise T) T {
	var zero T
	if value == zero {
		return otherwise
	}
	return value
}

package gateway

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/hashmytag/hashmytag/local/template"
)

// preflight tells whether a browser asks before a request. The API answers by itself, on any path.
func preflight(r *http.Request) bool {
	return r.Method == http.MethodOptions && r.Header.Get("Origin") != "" && r.Header.Get("Access-Control-Request-Method") != ""
}

func answerPreflight(w http.ResponseWriter, r *http.Request, cors *template.CORS) {
	if allow(w.Header(), r, cors) {
		set(w.Header(), "Access-Control-Allow-Methods", cors.AllowMethods)
		set(w.Header(), "Access-Control-Allow-Headers", cors.AllowHeaders)
		if cors.MaxAge > 0 {
			w.Header().Set("Access-Control-Max-Age", strconv.Itoa(cors.MaxAge))
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

// allow sets what every answer to an allowed origin bears, refusals too.
func allow(header http.Header, r *http.Request, cors *template.CORS) bool {
	origin := r.Header.Get("Origin")
	switch {
	case origin == "":
		return false
	case slices.Contains(cors.AllowOrigins, "*"):
		header.Set("Access-Control-Allow-Origin", "*")
	case slices.Contains(cors.AllowOrigins, origin):
		header.Set("Access-Control-Allow-Origin", origin)
		header.Add("Vary", "Origin")
	default:
		return false
	}
	if cors.AllowCredentials {
		header.Set("Access-Control-Allow-Credentials", "true")
	}
	set(header, "Access-Control-Expose-Headers", cors.ExposeHeaders)
	return true
}

func set(header http.Header, name string, values []string) {
	if len(values) > 0 {
		header.Set(name, strings.Join(values, ","))
	}
}

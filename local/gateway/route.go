package gateway

import (
	"fmt"
	"net/http"
	"strings"
)

// pattern is a route key, taken apart: "GET /v1/tenants/{id}", "ANY /files/{proxy+}" or "$default".
type pattern struct {
	method   string // empty: any
	segments []string
	fallback bool
}

func parsePattern(key string) (pattern, error) {
	if key == "$default" {
		return pattern{fallback: true}, nil
	}
	method, path, ok := strings.Cut(key, " ")
	if !ok || !strings.HasPrefix(path, "/") {
		return pattern{}, fmt.Errorf("route key %q: want a method and a path", key)
	}
	if method == "ANY" {
		method = ""
	}
	return pattern{method: method, segments: strings.Split(path[1:], "/")}, nil
}

// match finds the most specific route for a request, as API Gateway ranks them: literal segments before parameters,
// parameters before a greedy one, a method before ANY, $default last.
func match(routes []route, r *http.Request) (best route, parameters map[string]string, ok bool) {
	segments := strings.Split(strings.TrimPrefix(r.URL.Path, "/"), "/")
	var bestRank string
	for _, candidate := range routes {
		found, rank, fits := candidate.pattern.match(r.Method, segments)
		if fits && (!ok || rank > bestRank) {
			best, parameters, bestRank, ok = candidate, found, rank, true
		}
	}
	return best, parameters, ok
}

// Ranks of one segment: strings of them compare as the routes do.
const (
	rankGreedy, rankParameter, rankLiteral = "1", "2", "3"
)

func (p pattern) match(method string, segments []string) (parameters map[string]string, rank string, ok bool) {
	if p.fallback {
		return nil, "", true
	}
	if p.method != "" && p.method != method {
		return nil, "", false
	}
	parameters = map[string]string{}
	for i, want := range p.segments {
		if i >= len(segments) {
			return nil, "", false
		}
		name, greedy, named := parameter(want)
		switch {
		case greedy:
			parameters[name] = strings.Join(segments[i:], "/")
			return parameters, rank + rankGreedy + p.method, parameters[name] != ""
		case named && segments[i] != "":
			parameters[name] = segments[i]
			rank += rankParameter
		case want == segments[i]:
			rank += rankLiteral
		default:
			return nil, "", false
		}
	}
	return parameters, rank + p.method, len(segments) == len(p.segments)
}

// parameter takes "{name}" and "{name+}" apart.
func parameter(segment string) (name string, greedy, ok bool) {
	inner, opened := strings.CutPrefix(segment, "{")
	inner, closed := strings.CutSuffix(inner, "}")
	name, greedy = strings.CutSuffix(inner, "+")
	return name, greedy && opened && closed, opened && closed
}

package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hashmytag/hashmytag/shared/auth"
	"github.com/hashmytag/hashmytag/shared/dashboardapi"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// page is the reference while it is being written.
type page struct {
	doc  *openapi3.T
	text strings.Builder
}

func (p *page) line(format string, args ...any) { fmt.Fprintf(&p.text, format+"\n", args...) }

func (p *page) introduction() {
	p.line("<!-- Made from api/openapi.yaml by `go generate ./api/...`: change that, not this. -->")
	p.line("# The API of %s, version %s\n\n%s", p.doc.Info.Title, p.doc.Info.Version, strings.TrimSpace(p.doc.Info.Description))
	p.line("\n## Routes\n\n| route | for | does |\n|---|---|---|")
	for _, tag := range p.doc.Tags {
		for _, r := range p.routes(tag.Name) {
			p.line("| [%s](#%s) | %s | %s |", r.name(), anchor(r.name()), r.caller(), r.Summary)
		}
	}
}

// route is an operation with its place.
type route struct {
	*openapi3.Operation
	method, path string
	shared       openapi3.Parameters // of all methods of the path
}

func (r route) name() string { return r.method + " " + r.path }

// routes are those of a tag, in the order of their paths.
func (p *page) routes(tag string) []route {
	var routes []route
	for path, item := range p.doc.Paths.Map() {
		for method, operation := range item.Operations() {
			if slices.Contains(operation.Tags, tag) {
				routes = append(routes, route{operation, method, path, item.Parameters})
			}
		}
	}
	methods := []string{"GET", "POST", "PUT", "PATCH", "DELETE"}
	slices.SortFunc(routes, func(a, b route) int {
		return cmp.Or(strings.Compare(a.path, b.path), slices.Index(methods, a.method)-slices.Index(methods, b.method))
	})
	return routes
}

// caller says who may use the route.
func (r route) caller() string {
	if r.Security != nil {
		return "widget key, on the key's sites"
	}
	need, served := dashboardapi.Needs()[r.name()]
	switch {
	case !served:
		return "nobody yet"
	case need == nil:
		return "signed-in user"
	case need.Admin:
		return "platform admin"
	}
	return roles(*need)
}

func roles(need auth.Need) string {
	var able []string
	for _, role := range wall.Roles() {
		if role.Covers(need.Role) {
			able = append(able, string(role))
		}
	}
	return strings.Join(able, ", ")
}

func (p *page) section(tag *openapi3.Tag) {
	p.line("\n## %s", tag.Description)
	for _, r := range p.routes(tag.Name) {
		p.route(r)
	}
}

func (p *page) route(r route) {
	p.line("\n### %s\n\n%s", r.name(), strings.TrimSpace(r.Summary+". "+r.Description))
	p.line("\nFor: %s. Operation `%s`.", r.caller(), r.OperationID)
	p.parameters(append(slices.Clone(r.shared), r.Parameters...))
	if r.RequestBody != nil {
		p.body(r.RequestBody.Value)
	}
	p.answers(r.Responses)
	p.problems(r)
}

func (p *page) parameters(list openapi3.Parameters) {
	if len(list) == 0 {
		return
	}
	p.line("\n| parameter | in | type | means |\n|---|---|---|---|")
	for _, parameter := range list {
		v := parameter.Value
		p.line("| `%s`%s | %s | %s | %s |", v.Name, needed(v.Required), v.In, cell(typeOf(v.Schema)), cell(v.Description))
	}
}

func needed(required bool) string {
	if required {
		return " (needed)"
	}
	return ""
}

func (p *page) body(body *openapi3.RequestBody) {
	optional := ""
	if !body.Required {
		optional = " (may be left out)"
	}
	p.line("\nBody%s:\n", optional)
	p.content(body.Content)
}

// content is what may stand in a body, and an example of each.
func (p *page) content(content openapi3.Content) {
	for _, kind := range slices.Sorted(maps.Keys(content)) {
		media := content[kind]
		p.line("- `%s`: %s", kind, typeOf(media.Schema))
	}
	for _, kind := range slices.Sorted(maps.Keys(content)) {
		if example := exampleOf(content[kind]); example != nil {
			p.line("\n```json\n%s\n```", example)
		}
	}
}

// exampleOf is the first example, as JSON; nil for none.
func exampleOf(media *openapi3.MediaType) []byte {
	value := media.Example
	for _, name := range slices.Sorted(maps.Keys(media.Examples)) {
		value = cmp.Or(value, media.Examples[name].Value.Value)
	}
	if text, isText := value.(string); isText {
		return []byte(text)
	}
	if value == nil {
		return nil
	}
	if line := encode(value, ""); len(line) <= exampleLine {
		return line
	}
	return encode(value, "  ")
}

// exampleLine is how long an example may be that stands on one line.
const exampleLine = 120

func encode(value any, indent string) []byte {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", indent)
	if encoder.Encode(value) != nil {
		return nil
	}
	return bytes.TrimSpace(text.Bytes())
}

// answers are the good ones.
func (p *page) answers(responses *openapi3.Responses) {
	for _, status := range slices.Sorted(maps.Keys(responses.Map())) {
		answer := responses.Value(status).Value
		if status >= "400" {
			continue
		}
		p.line("\nAnswer **%s**: %s.%s", status, *answer.Description, headers(answer.Headers))
		if len(answer.Content) > 0 {
			p.line("")
		}
		p.content(answer.Content)
	}
}

func headers(list openapi3.Headers) string {
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(list)) {
		fmt.Fprintf(&text, " Header `%s`: %s.", name, strings.ToLower(list[name].Value.Description[:1])+list[name].Value.Description[1:])
	}
	return text.String()
}

var code = regexp.MustCompile("`[a-z-]+`")

// problems are the codes with which the route may refuse.
func (p *page) problems(r route) {
	var list []string
	for _, status := range slices.Sorted(maps.Keys(r.Responses.Map())) {
		if status < "400" {
			continue
		}
		codes := code.FindAllString(*r.Responses.Value(status).Value.Description, -1)
		codes = slices.DeleteFunc(codes, func(code string) bool {
			return !strings.Contains(p.doc.Info.Description, "| "+code+" | "+status+" |") || !r.refusesWith(strings.Trim(code, "`"))
		})
		list = append(list, status+" "+strings.Join(codes, ", "))
	}
	p.line("\nProblems: %s.", strings.Join(list, " · "))
}

// refusesWith tells whether one of the codes that share a status can be meant.
func (r route) refusesWith(code string) bool {
	need := dashboardapi.Needs()[r.name()]
	inTenant := need != nil && !need.Admin
	switch wall.Code(code) {
	case wall.OriginNotAllowed:
		return r.Security != nil
	case wall.Forbidden:
		return r.Security == nil
	case wall.PlanLimit:
		return strings.Contains(r.Description, code)
	case wall.TenantSuspended:
		return inTenant && need.Change
	case wall.NotReady:
		return inTenant
	case wall.Conflict:
		return r.method != http.MethodGet
	}
	return true
}

var notInAnchors = regexp.MustCompile(`[^a-z0-9 _-]`)

// anchor is what GitHub makes of a heading.
func anchor(heading string) string {
	return strings.ReplaceAll(notInAnchors.ReplaceAllString(strings.ToLower(heading), ""), " ", "-")
}

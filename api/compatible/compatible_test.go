package compatible_test

import (
	"os"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/checker"
	"github.com/oasdiff/oasdiff/diff"
	"github.com/oasdiff/oasdiff/load"
)

const (
	released = "../released.yaml"
	current  = "../openapi.yaml"
)

// weighed are the changes that weigh otherwise here than the library thinks. What
// an answer has sometimes, somebody reads. A new value, like a network's name, is
// what the contract tells clients to expect.
var weighed = map[string]checker.Level{
	checker.ResponseOptionalPropertyRemovedId: checker.ERR,
	checker.ResponsePropertyEnumValueAddedId:  checker.INFO,
}

func TestNoClientOfTheLastReleaseBreaks(t *testing.T) {
	t.Parallel()
	for _, change := range breaking(t, read(t, current)) {
		t.Error(change)
	}
}

// What a newer contract may do.
func TestAdditionsBreakNobody(t *testing.T) {
	t.Parallel()
	text := strings.NewReplacer(
		"        embedCode: {type: string}\n", "        embedCode: {type: string}\n        made: {type: string}\n",
		"        locale: {$ref: '#/components/schemas/Language'}\n", "        locale: {$ref: '#/components/schemas/Language'}\n        city: {type: string}\n",
		"enum: [instagram, facebook, twitter, google,", "enum: [instagram, facebook, twitter, google, mastodon,",
	).Replace(read(t, released))
	for _, change := range breaking(t, text) {
		t.Error(change)
	}
}

// What each of these changes takes from clients is seen.
func TestBreakingChangesAreSeen(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]struct{ old, new, want string }{
		"a route goes":                          {"  /v1/analytics:\n", "  /v1/figures:\n", "api-path-removed-without-deprecation"},
		"a field goes":                          {"        embedCode: {type: string}\n", "", "response-required-property-removed"},
		"a field is needed":                     {"required: [name, domain]", "required: [name, domain, locale]", "request-property-became-required"},
		"a field goes that is not always there": {"        embedCode: {type: string, description: What the site's page needs}\n", "", "response-optional-property-removed"},
		"a field is unknown":                    {"        event: {type: boolean, default: false, description: 'Posts wait for approval before they are shown'}\n", "", "request-property-removed"},
		"a limit shrinks":                       {"name: {type: string, minLength: 1, maxLength: 100}", "name: {type: string, minLength: 1, maxLength: 50}", "request-property-max-length-decreased"},
		"a header is needed":                    {"name: Idempotency-Key\n", "name: Idempotency-Key\n          required: true\n", "request-parameter-became-required"},
		"a value goes":                          {"enum: [auto, hold]", "enum: [auto]", "request-property-enum-value-removed"},
		"an answer has another name":            {"'202': {description: 'Asked for;", "'204': {description: 'Asked for;", "response-success-status-removed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := read(t, released)
			if !strings.Contains(text, change.old) {
				t.Fatalf("the contract does not have %q", change.old)
			}
			changes := strings.Join(breaking(t, strings.Replace(text, change.old, change.new, 1)), "\n")
			if !strings.Contains(changes, change.want) {
				t.Errorf("want %s, got %q", change.want, changes)
			}
		})
	}
}

// breaking are the changes of a contract that break a client of the last release.
func breaking(t *testing.T, text string) []string {
	t.Helper()
	report, sources, err := diff.GetWithOperationsSourcesMap(diff.NewConfig(), contract(t, read(t, released)), contract(t, text))
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	localizer := checker.NewDefaultLocalizer()
	config := checker.NewConfig(checker.GetAllChecks(), checker.WithSeverityLevels(weighed))
	for _, change := range checker.CheckBackwardCompatibility(config, report, sources) {
		found = append(found, change.GetOperation()+" "+change.GetPath()+": "+change.GetUncolorizedText(localizer)+" ["+change.GetId()+"]")
	}
	return found
}

func contract(t *testing.T, text string) *load.SpecInfo {
	t.Helper()
	info, err := load.NewSpecInfoFromData(openapi3.NewLoader(), []byte(text), "openapi.yaml", load.WithFlattenParams())
	if err != nil {
		t.Fatal(err)
	}
	return info
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

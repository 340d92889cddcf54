package stack_test

import (
	"encoding/json"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashmytag/hashmytag/shared/wall"
)

type behavior struct {
	PathPattern, TargetOriginId string
	ViewerProtocolPolicy        string
	CachePolicyId               any
	OriginRequestPolicyId       string
	FunctionAssociations        []any
	AllowedMethods              []string
}

// testEdge: walls are kept by what makes them differ, the rest of the API is not kept, and its errors stay errors.
func testEdge(t *testing.T, all resources) {
	distribution := convert[struct {
		DefaultCacheBehavior behavior
		CacheBehaviors       []behavior
		CustomErrorResponses []map[string]any
	}](t, all["Distribution"].property("DistributionConfig"))
	var patterns []string
	for _, b := range distribution.CacheBehaviors {
		patterns = append(patterns, b.PathPattern)
		if b.FunctionAssociations != nil {
			t.Errorf("%s has a function: an error of it would become a page", b.PathPattern)
		}
	}
	for _, b := range append(distribution.CacheBehaviors, distribution.DefaultCacheBehavior) {
		// CloudFront asks a bucket by the protocol that it is asked by, and buckets refuse plain http.
		if b.ViewerProtocolPolicy != "redirect-to-https" && b.ViewerProtocolPolicy != "https-only" {
			t.Errorf("%q of %s lets plain http in (%s)", b.PathPattern, b.TargetOriginId, b.ViewerProtocolPolicy)
		}
	}
	if want := []string{"/v1/wall", "/v1/*", "/media/*", "/hashmytag*", "/wall.html"}; !slices.Equal(patterns, want) {
		t.Errorf("paths %v, want %v", patterns, want)
	}
	if target(distribution.CacheBehaviors[0].CachePolicyId) != "WallCache" || distribution.DefaultCacheBehavior.FunctionAssociations == nil {
		t.Errorf("%+v", distribution)
	}
	key := all["WallCache"].property("CachePolicyConfig/ParametersInCacheKeyAndForwardedToOrigin").(map[string]any)
	cached := resource{Properties: key}
	if got, want := list(cached.property("QueryStringsConfig/QueryStrings")), []string{"key", "limit", "cursor", "network", "feed"}; !slices.Equal(got, want) {
		t.Errorf("a wall is cached by %v, want %v", got, want)
	}
	if got := list(cached.property("HeadersConfig/Headers")); !slices.Equal(got, []string{"Origin"}) {
		t.Errorf("a wall is cached by the headers %v: Origin decides whether the key may be used", got)
	}
	const uncached, exceptHost = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "b689b0a8-53d0-40ab-baf2-68738e2966ac"
	if api := distribution.CacheBehaviors[1]; api.CachePolicyId != uncached || api.OriginRequestPolicyId != exceptHost {
		t.Errorf("the API's answers: %+v", api)
	}
	if len(distribution.CustomErrorResponses) != 11 { // all codes that CloudFront keeps for 10 s otherwise
		t.Errorf("errors %v", distribution.CustomErrorResponses)
	}
	for _, e := range distribution.CustomErrorResponses {
		if e["ErrorCachingMinTTL"] != 0.0 || e["ResponsePagePath"] != nil {
			t.Errorf("the error %v is kept, or another than it was", e)
		}
	}
	for id, policy := range all.of("AWS::S3::BucketPolicy") {
		for _, s := range convert[struct{ Statement []statement }](t, policy.property("PolicyDocument")).Statement {
			if s.Effect == "Allow" && !strings.Contains(s.Condition, "distribution/${Distribution}") {
				t.Errorf("%s lets in others than the distribution: %s", id, s.Condition)
			}
		}
	}
}

// testPictures: CloudFront sends with pictures what the platform on one machine does. Caching is the file's own.
func testPictures(t *testing.T, all resources) {
	policy := convert[struct {
		CorsConfig struct {
			AccessControlAllowOrigins struct{ Items []string }
		}
		SecurityHeadersConfig struct {
			ContentTypeOptions    struct{ Override bool }
			ContentSecurityPolicy struct{ ContentSecurityPolicy string }
		}
		CustomHeadersConfig struct {
			Items []struct{ Header, Value string }
		}
	}](t, all["MediaHeaders"].property("ResponseHeadersPolicyConfig"))
	got := map[string]string{
		"Cache-Control":               wall.PictureCaching, // shared/objects stores it with each
		"Access-Control-Allow-Origin": strings.Join(policy.CorsConfig.AccessControlAllowOrigins.Items, " "),
		"Content-Security-Policy":     policy.SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy,
	}
	if policy.SecurityHeadersConfig.ContentTypeOptions.Override {
		got["X-Content-Type-Options"] = "nosniff"
	}
	for _, header := range policy.CustomHeadersConfig.Items {
		got[header.Header] = header.Value
	}
	if want := wall.PictureHeaders(); !maps.Equal(got, want) {
		t.Errorf("pictures come with %v, want %v", got, want)
	}
}

// testFallback runs the function as CloudFront would.
func testFallback(t *testing.T, all resources) {
	code, _ := all["PageFallback"].property("FunctionCode").(string)
	asked := map[string]string{
		"/": "/index.html", "/feeds": "/index.html", "/tenants/t_1/posts": "/index.html", "/feeds/": "/index.html",
		"/v1.2/feeds": "/index.html", "/index.html": "/index.html", "/assets/index-1.js": "/assets/index-1.js",
		"/favicon.svg": "/favicon.svg", "/config.json": "/config.json", "/assets/gone.js": "/assets/gone.js",
	}
	uris := make([]string, 0, len(asked))
	for uri := range asked {
		uris = append(uris, uri)
	}
	input, err := json.Marshal(uris)
	if err != nil {
		t.Fatal(err)
	}
	script := filepath.Join(t.TempDir(), "function.js")
	write(t, script, code+"\nconst uris = "+string(input)+";\n"+
		"console.log(JSON.stringify(uris.map((uri) => handler({ request: { uri, querystring: { a: { value: '1' } } } }))));\n")
	out, err := exec.CommandContext(t.Context(), "node", script).Output() // of the temporary folder
	if err != nil {
		t.Fatal(err)
	}
	var answers []struct {
		URI         string
		Querystring map[string]any
	}
	if err := json.Unmarshal(out, &answers); err != nil {
		t.Fatal(err)
	}
	for i, uri := range uris {
		if answers[i].URI != asked[uri] || answers[i].Querystring["a"] == nil {
			t.Errorf("%s becomes %+v, want %s", uri, answers[i], asked[uri])
		}
	}
}

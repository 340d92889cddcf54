package platform

import (
	"encoding/json"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/local/demo"
	"github.com/hashmytag/hashmytag/local/gateway"
	"github.com/hashmytag/hashmytag/local/identity"
	"github.com/hashmytag/hashmytag/local/upstream"
)

// overviewPath is the page that tells what runs here.
const overviewPath = "/local/"

// handler is what answers on the platform's address, as CloudFront does in AWS: the API, the widget's script, the
// dashboard; beside them what exists locally alone.
func (p *platform) handler() (http.Handler, error) {
	api, err := gateway.New(gateway.Config{
		API:    p.plan.API,
		Invoke: p.funcs.invoke,
		// A revoked key is refused at the next request. AWS keeps an answer as long as the template says.
		AuthorizerTTL: new(time.Duration),
		Stack:         p.stack,
		Log:           p.log,
	})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/v1/", api)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.HandleFunc("POST /local/tick", p.tick)
	mux.HandleFunc("GET /hashmytag.js", p.widget)
	mux.HandleFunc("GET /hashmytag.v1.js", p.widget)
	mux.HandleFunc("GET /hashmytag/{part}", p.widget)
	mux.HandleFunc("GET /wall.html", p.widget)
	mux.Handle(identity.Path+"/", http.StripPrefix(identity.Path, p.identity))
	mux.HandleFunc("POST /local/token", p.identity.IssueToken)
	mux.Handle("GET /local/demo", demo.Show(p.seeder.Overview))
	mux.Handle("GET /local/mail", p.mailbox.Show())
	mux.HandleFunc("GET /media/{tenant}/{picture...}", p.media)
	mux.Handle("/upstream/", upstream.New(upstream.Config{Base: p.address}))
	mux.Handle(overviewPath+"{$}", demo.Home(p.seeder.Overview))
	mux.Handle("/local/", http.NotFoundHandler())
	mux.HandleFunc("GET /config.json", p.siteConfig)
	mux.HandleFunc("/", p.site)
	return ownHosts(p.withSites(mux)), nil
}

// ownHosts refuses what was sent to another name: a page elsewhere must not reach a person's laptop by
// having its own name point here.
func ownHosts(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := hostname(r)
		if ip := net.ParseIP(name); name != "localhost" && !strings.HasSuffix(name, ".localhost") && (ip == nil || !ip.IsLoopback()) {
			http.Error(w, "this is a local platform: ask for localhost", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func hostname(r *http.Request) string {
	name, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		name = r.Host
	}
	return strings.ToLower(strings.Trim(name, "[]"))
}

func (p *platform) tick(w http.ResponseWriter, r *http.Request) {
	scheduled, err := p.work.tick(r.Context())
	if err != nil {
		p.log.Error("tick failed", "error", err)
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	writeJSON(w, map[string]any{"time": scheduled})
}

// widget serves the script, its parts and the full-screen page as they were built last. Pages of other sites import
// the parts; nobody may frame the page.
func (p *platform) widget(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Content-Security-Policy", "frame-ancestors 'none'")
	http.ServeFileFS(w, r, os.DirFS(filepath.Join(p.root, "widget", "dist")), strings.TrimPrefix(r.URL.Path, "/")) //nolint:gosec // nothing outside of the folder can be named
}

func writeJSON(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body)
}

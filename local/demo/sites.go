package demo

import (
	"embed"
	"html/template"
	"io/fs"
	"net"
	"net/http"
	"strings"
)

//go:embed sites
var sites embed.FS

// Site is the web site of a demo tenant, on an origin of its own.
type Site struct {
	Host  string // restaurant-bon-gout.localhost
	Files fs.FS  // index.html is a template, see Embed
}

// Embed is what a site's index.html needs to embed its wall as any customer
// does.
type Embed struct {
	Script string // address of hashmytag.js
	Key    string // widget key; empty until the tenant is made
}

// Sites lists the demo sites.
func Sites() []Site {
	var list []Site
	for _, t := range Tenants() {
		if t.Host != "" {
			list = append(list, Site{Host: t.Host, Files: folder(strings.TrimSuffix(t.Host, ".localhost"))})
		}
	}
	return list
}

func folder(name string) fs.FS {
	files, err := fs.Sub(sites, "sites/"+name)
	if err != nil {
		panic(err) // the name is not a path: cannot happen
	}
	return files
}

// Handler serves the demo sites by host, with the widget key that key knows for
// it (the key exists only once the tenant is made), and passes every other host
// on to next.
func Handler(key func(host string) string, next http.Handler) http.Handler {
	hosts := map[string]http.Handler{}
	for _, s := range Sites() {
		hosts[s.Host] = s.handler(key)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, _ := split(r.Host)
		if site, ok := hosts[name]; ok {
			site.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s Site) handler(key func(host string) string) http.Handler {
	index := template.Must(template.ParseFS(s.Files, "index.html"))
	mux := http.NewServeMux()
	mux.Handle("GET /", http.FileServerFS(s.Files))
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		_, port := split(r.Host)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		_ = index.Execute(w, Embed{Script: "http://localhost" + port + "/hashmytag.js", Key: key(s.Host)})
	})
	return mux
}

// split tells a host's name and its port, the colon with it.
func split(host string) (name, port string) {
	name, port, err := net.SplitHostPort(host)
	if err != nil {
		return strings.ToLower(host), ""
	}
	return strings.ToLower(name), ":" + port
}

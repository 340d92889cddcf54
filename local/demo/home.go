package demo

import (
	"context"
	_ "embed"
	"encoding/json"
	"html/template"
	"net/http"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Overview is the answer of GET /local/demo: what was made, and who may use it.
type Overview struct {
	Tenants []Made   `json:"tenants"`
	Users   []Person `json:"users"`
}

// Made is a demo tenant on a running platform.
type Made struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	APIKey string `json:"apiKey"`
	Site   string `json:"site"` // address; empty without a site
	Table  string `json:"table"`
}

// Person is somebody who can sign in.
type Person struct {
	Email   string   `json:"email"`
	Admin   bool     `json:"admin"`
	Tenants []Access `json:"tenants"`
}

// Access is what a person may do in a tenant.
type Access struct {
	ID   string    `json:"id"`
	Role wall.Role `json:"role"`
}

// Overviews tells what is there now.
type Overviews func(context.Context) (Overview, error)

//go:embed home.html
var homePage string

// Home is the page that tells what runs on this machine: where to look, and what
// to type.
func Home(overviews Overviews) http.Handler {
	page := template.Must(template.New("home").Parse(homePage))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		overview, err := overviews(r.Context())
		if err != nil {
			http.Error(w, "the demo tenants cannot be read: "+err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		_ = page.Execute(w, struct {
			Overview
			Base string
		}{overview, "http://" + r.Host})
	})
}

// Show is GET /local/demo.
func Show(overviews Overviews) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		overview, err := overviews(r.Context())
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		_ = json.NewEncoder(w).Encode(overview)
	})
}

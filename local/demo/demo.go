// Package demo is what a newcomer finds on a platform that has just been
// started on one machine: five tenants with their feeds, the people who run
// them, and the web sites that four of them put their walls on.
//
// None of them exists. What is posted about them comes from local/upstream.
package demo

import (
	"cmp"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// Tenant is a demo tenant as somebody would register it.
type Tenant struct {
	Name   string
	Domain string
	// Host is the origin of its site on this machine; empty without a site.
	Host   string
	Locale string
	Plan   wall.Plan
	Owner  string // e-mail
	Feeds  []Feed
	Look   Look // of its wall; the zero value is that of every new tenant
}

// Look is what a demo tenant has chosen for its wall.
type Look struct {
	Theme  wall.Theme
	Colors wall.Colors
	Layout wall.Layout
	Scroll wall.Scroll
	Font   string
}

// Dress gives the settings of a new tenant the look.
func (l Look) Dress(w wall.Widget) wall.Widget {
	w.Theme, w.Colors, w.Branding.Font = cmp.Or(l.Theme, w.Theme), l.Colors, l.Font
	w.Layout, w.Scroll = cmp.Or(l.Layout, w.Layout), cmp.Or(l.Scroll, w.Scroll)
	return w
}

// AllowedDomains is where the tenant's key works: its real-looking domain, and
// its site on this machine.
func (t Tenant) AllowedDomains() []string {
	if t.Host == "" {
		return []string{t.Domain}
	}
	return []string{t.Domain, t.Host}
}

// Feed is a feed of a demo tenant.
type Feed struct {
	Name    string
	Network wall.Network
	Query   wall.Query
}

// User is somebody who signs in.
type User struct {
	Email string
	Admin bool // of the platform
	// Roles are by the tenant's domain.
	Roles map[string]wall.Role
}

const (
	agency = "agence@studio-vitrine.example"
	admin  = "admin@hashmytag.example"
)

// Tenants lists the demo tenants.
func Tenants() []Tenant {
	return []Tenant{
		{
			Name: "Restaurant Bon Goût", Domain: "restaurant-bon-gout.com", Host: "restaurant-bon-gout.localhost",
			Locale: "fr", Plan: wall.Business, Owner: "claire@restaurant-bon-gout.com",
			Feeds: []Feed{
				hashtags("Nos assiettes sur Instagram", wall.Instagram, "BonGout", "CuisineLyonnaise"),
				page("Notre page Facebook", "104523998877001"),
				place("Nos avis Google", "ChIJb0nG0ut_Ly0nR6900xQ1u5E"),
			},
			Look: Look{
				Theme:  wall.ThemeCustom,
				Colors: wall.Colors{Background: "#fffdf8", Card: "#fbf3e4", Text: "#33201c", Accent: "#7a1f2b"},
				Font:   `"Iowan Old Style", "Palatino Linotype", Palatino, Georgia, serif`,
			},
		},
		{
			Name: "Fashion Store", Domain: "fashion-store.com", Host: "fashion-store.localhost",
			Locale: "fr", Plan: wall.Business, Owner: "nadia@fashion-store.com",
			Feeds: []Feed{
				hashtags("Looks du jour", wall.Instagram, "FashionStore", "LookDuJour"),
				hashtags("On parle de nous sur X", wall.Twitter, "FashionStore", "LookDuJour"),
				page("La page de la boutique", "104523998877002"),
			},
			Look: Look{Layout: wall.LayoutCarousel, Scroll: wall.ScrollMedium},
		},
		{
			Name: "Grand Hotel", Domain: "grand-hotel.com", Host: "grand-hotel.localhost",
			Locale: "fr", Plan: wall.Enterprise, Owner: "edouard@grand-hotel.com",
			Feeds: []Feed{
				hashtags("Vue sur mer", wall.Instagram, "GrandHotel", "VueSurMer"),
				page("La page du Grand Hotel", "104523998877003"),
				hashtags("Sur X", wall.Twitter, "GrandHotel", "VueSurMer"),
				place("Les avis de nos clients", "ChIJgR4nd_H0te1R1v4geC06400"),
			},
			Look: Look{
				Theme:  wall.ThemeCustom,
				Colors: wall.Colors{Background: "#123047", Card: "#1a3b55", Text: "#fff8ea", Accent: "#f6d9a8"},
				Layout: wall.LayoutList, Scroll: wall.ScrollSlow,
				Font: `Optima, "Gill Sans", Candara, "Segoe UI", sans-serif`,
			},
		},
		{
			Name: "TechConf", Domain: "techconf.com", Host: "techconf.localhost",
			Locale: "en", Plan: wall.Enterprise, Owner: "amina@techconf.com", // its wall is not held: nobody could approve posts yet
			Feeds: []Feed{
				hashtags("#TechConf on X", wall.Twitter, "TechConf", "TechConf2026"),
				hashtags("#TechConf on Instagram", wall.Instagram, "TechConf2026", "TechConf"),
				page("Conference page", "104523998877004"),
			},
			Look: Look{Theme: wall.ThemeDark, Layout: wall.LayoutTicker, Scroll: wall.ScrollFast},
		},
		{
			Name: "Café du Coin", Domain: "cafe-du-coin.com", Locale: "fr", Plan: wall.Starter, Owner: "paul@cafe-du-coin.com",
			Feeds: []Feed{hashtags("Le café sur Instagram", wall.Instagram, "CafeDuCoin")},
		},
	}
}

func hashtags(name string, network wall.Network, tags ...string) Feed {
	return Feed{Name: name, Network: network, Query: wall.Query{Hashtags: tags}}
}

func page(name, id string) Feed {
	return Feed{Name: name, Network: wall.Facebook, Query: wall.Query{PageID: id}}
}

func place(name, id string) Feed {
	return Feed{Name: name, Network: wall.Google, Query: wall.Query{PlaceID: id}}
}

// Users lists who can sign in: the owner of each tenant, an agency that looks
// after all of them, and an admin of the platform.
func Users() []User {
	everywhere := map[string]wall.Role{}
	var users []User
	for _, t := range Tenants() {
		users = append(users, User{Email: t.Owner, Roles: map[string]wall.Role{t.Domain: wall.RoleOwner}})
		everywhere[t.Domain] = wall.RoleEditor
	}
	return append(users,
		User{Email: agency, Roles: everywhere},
		User{Email: admin, Admin: true, Roles: map[string]wall.Role{}},
	)
}

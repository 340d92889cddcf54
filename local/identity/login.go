package identity

import (
	_ "embed"
	"html/template"
	"net/http"
	"strings"
	"unicode"

	"github.com/zitadel/oidc/v3/pkg/op"
	"golang.org/x/text/language"
)

const loginPath = "/login"

//go:embed login.html
var loginPage string

var loginTemplate = template.Must(template.New("login").Funcs(template.FuncMap{"initial": initial, "list": list}).Parse(loginPage))

// view is what the sign-in page shows.
type view struct {
	Language string
	Request  string // empty when it has expired
	People   []Person
	Email    string // as it was typed
	Wrong    bool   // it is not an address
}

func (p *Provider) showLogin(w http.ResponseWriter, r *http.Request) {
	p.render(w, r, http.StatusOK, view{Request: r.FormValue("id")})
}

// login signs in whoever was chosen, and sends the browser back to where it came from.
func (p *Provider) login(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 16<<10)
	id, email := r.PostFormValue("id"), r.PostFormValue("email")
	if _, err := p.store.AuthRequestByID(r.Context(), id); err != nil {
		p.render(w, r, http.StatusBadRequest, view{})
		return
	}
	user, err := p.store.userOf(email)
	if err != nil {
		p.render(w, r, http.StatusUnprocessableEntity, view{Request: id, Email: email, Wrong: true})
		return
	}
	if err := p.store.signIn(id, user); err != nil {
		p.render(w, r, http.StatusBadRequest, view{})
		return
	}
	ctx := op.ContextWithIssuer(r.Context(), p.config.Issuer)
	http.Redirect(w, r, p.callback(ctx, id), http.StatusSeeOther)
}

func (p *Provider) render(w http.ResponseWriter, r *http.Request, status int, v view) {
	begun, err := p.store.AuthRequestByID(r.Context(), v.Request)
	if err != nil {
		v.Request, status = "", http.StatusBadRequest
	}
	v.Language = speak(r, begun)
	if v.People, err = p.config.People(r.Context()); err != nil {
		http.Error(w, "the demo users cannot be read: "+err.Error(), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'")
	w.WriteHeader(status)
	_ = loginTemplate.Execute(w, v) // the browser may be gone
}

var languages = language.NewMatcher([]language.Tag{language.French, language.English})

// speak chooses the page's language: what the dashboard asked for, else what the browser prefers.
func speak(r *http.Request, begun op.AuthRequest) string {
	var wanted []string
	if b, ok := begun.(*request); ok {
		for _, tag := range b.UILocales {
			wanted = append(wanted, tag.String())
		}
	}
	tag, _ := language.MatchStrings(languages, append(wanted, r.Header.Get("Accept-Language"))...)
	base, _ := tag.Base()
	return base.String()
}

// initial is the letter that stands for a person.
func initial(email string) string {
	for _, letter := range email {
		return string(unicode.ToUpper(letter))
	}
	return ""
}

func list(names []string) string { return strings.Join(names, ", ") }

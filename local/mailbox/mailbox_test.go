package mailbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashmytag/hashmytag/local/mailbox"
)

func open(t *testing.T, file string) *mailbox.Mailbox {
	t.Helper()
	m, err := mailbox.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func ask(m *mailbox.Mailbox, target, accept string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	r.Header.Set("Accept", accept)
	w := httptest.NewRecorder()
	m.Show().ServeHTTP(w, r)
	return w
}

func TestMailSurvivesARestart(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "mail.json")
	m := open(t, file)
	for i := range 210 {
		if _, err := m.Deliver(mailbox.Mail{To: fmt.Sprintf("u%d@a.fr", i%2), Subject: fmt.Sprint(i)}); err != nil {
			t.Fatal(err)
		}
	}
	again := open(t, file)
	if all := again.Mails(""); len(all) != 200 || all[0].Subject != "209" || all[199].Subject != "10" {
		t.Errorf("%d mails are kept, the newest is %s", len(all), all[0].Subject)
	}
	var list struct{ Items []mailbox.Mail }
	w := ask(again, "/local/mail?to=u1@a.fr", "application/json")
	if err := json.Unmarshal(w.Body.Bytes(), &list); err != nil || len(list.Items) != 100 || list.Items[0].To != "u1@a.fr" {
		t.Errorf("%v: %d mails to u1", err, len(list.Items))
	}
}

// A mail's author may be anybody: its words stay words on the page.
func TestPageIsSafe(t *testing.T) {
	t.Parallel()
	m := open(t, filepath.Join(t.TempDir(), "mail.json"))
	evil := `"></iframe><script>alert(1)</script>`
	if _, err := m.Deliver(mailbox.Mail{From: evil, To: evil, Subject: evil, Text: evil, HTML: evil}); err != nil {
		t.Fatal(err)
	}
	w := ask(m, "/local/mail", "text/html,application/xhtml+xml")
	if body := w.Body.String(); strings.Contains(body, "<script>") || !strings.Contains(body, "<iframe sandbox srcdoc=") {
		t.Error(body)
	}
	if policy := w.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") {
		t.Errorf("policy %q", policy)
	}
}

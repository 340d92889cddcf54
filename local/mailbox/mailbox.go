// Package mailbox keeps the mail that the platform sends on one machine, whoever it is for, and shows it: no mail leaves
// the machine.
package mailbox

import (
	"cmp"
	"crypto/rand"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// Mail is a mail that was sent.
type Mail struct {
	ID      string    `json:"id"`
	At      time.Time `json:"at"`
	From    string    `json:"from"`
	To      string    `json:"to"`
	Subject string    `json:"subject"`
	Text    string    `json:"text"`
	HTML    string    `json:"html"`
}

// kept is how many mails are kept, the newest.
const kept = 200

// Mailbox keeps mail in a file.
type Mailbox struct {
	mu    sync.Mutex
	file  string
	mails []Mail // the newest first
}

// Open opens the mailbox in a file, which need not be there yet.
func Open(file string) (*Mailbox, error) {
	m := &Mailbox{file: file, mails: []Mail{}}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &m.mails)
	}
	if err != nil {
		return nil, fmt.Errorf("mailbox: %w", err)
	}
	return m, nil
}

// Deliver keeps a mail and gives it an id.
func (m *Mailbox) Deliver(mail Mail) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	mail.ID, mail.At = rand.Text(), time.Now().UTC().Truncate(time.Millisecond)
	mails := append([]Mail{mail}, m.mails[:min(len(m.mails), kept-1)]...)
	text, err := json.MarshalIndent(mails, "", "  ")
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(m.file, append(text, '\n'), 0o600); err != nil {
		return "", err
	}
	m.mails = mails
	return mail.ID, nil
}

// Mails lists those to an address, or all for "", the newest first.
func (m *Mailbox) Mails(to string) []Mail {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := []Mail{}
	for _, mail := range m.mails {
		if cmp.Or(to, mail.To) == mail.To {
			list = append(list, mail)
		}
	}
	return slices.Clip(list)
}

//go:embed mailbox.html
var page string

// Show is GET /local/mail: the page, or, for who accepts no HTML, the list as JSON. ?to= leaves one address's.
func (m *Mailbox) Show() http.Handler {
	form := template.Must(template.New("mailbox").Parse(page))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Vary", "Accept")
		to := r.URL.Query().Get("to")
		mails := m.Mails(to)
		if !acceptsHTML(r) {
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(map[string]any{"items": mails})
			return
		}
		// What is in a mail was written by anybody: it runs nothing and loads nothing from elsewhere.
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = form.Execute(w, map[string]any{"Mails": mails, "To": to})
	})
}

// acceptsHTML tells browsers, which name it in Accept, from scripts.
func acceptsHTML(r *http.Request) bool { return strings.Contains(r.Header.Get("Accept"), "text/html") }

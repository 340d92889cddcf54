package attacks_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/hashmytag/hashmytag/local/mailbox"
)

// field is a place where a tenant's data has a marker.
type field int

const (
	inDomain field = iota // and so in the name of the table
	inName
	inSite
	inFeedName
	inHashtag
	inPost
	inDirectPost
	inBlockedWord
	inEmail
	inSubject
	inToken
	inAccountPost
	inAuthor
	inPicture
)

// mark is a tenant's marker in a field: letters and digits, so that it may stand
// anywhere.
func mark(tenant int, f field) string { return fmt.Sprintf("qzq%03df%02dq", tenant, f) }

const markStart = "qzq"

// sizes of a mark: of its start, the tenant's number, and all of it.
const markTenant, markLength = len(markStart) + 3, len(markStart) + 3 + 4

// watch knows whose everything is, and notes what came to others.
type watch struct {
	mu       sync.Mutex
	owners   map[string]int // of ids, keys, digests: what the platform made up
	logged   map[string]bool
	failures []string
	lines    int      // of the log
	errors   []string // the first of them
	mails    int
	opened   int // sessions
}

func newWatch() *watch { return &watch{owners: map[string]int{}, logged: map[string]bool{}} }

// owns notes that something made up is a tenant's. Its parts count, because
// words are cut at all that is neither letter nor digit.
func (w *watch) owns(tenant int, made ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, text := range made {
		for word := range words([]byte(text)) {
			if word != "instagram" && !strings.Contains(word, markStart) { // which begins posts of any tenant
				w.owners[word] = tenant
			}
		}
	}
}

// may notes what may stand in the log: ids, of which operators need to know.
func (w *watch) mayBeLogged(made ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, text := range made {
		for word := range words([]byte(text)) {
			w.logged[word] = true
		}
	}
}

// words are the runs of letters and digits, in lower case.
func words(text []byte) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		start := -1
		for i := 0; i <= len(text); i++ {
			if i < len(text) && isWord(text[i]) {
				if start < 0 {
					start = i
				}
				continue
			}
			if start >= 0 && i-start >= 8 && !yield(strings.ToLower(string(text[start:i]))) {
				return
			}
			start = -1
		}
	}
}

func isWord(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// found is a word that is a tenant's.
type found struct {
	tenant int
	word   string
}

// find lists what is tenants' in a text, cursors in it decoded.
func (w *watch) find(text []byte) []found {
	var all []found
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, part := range append([][]byte{text}, cursorsIn(text)...) {
		for word := range words(part) {
			all = append(all, w.ownersOf(word)...)
		}
	}
	return all
}

func (w *watch) ownersOf(word string) []found {
	var all []found
	if tenant, ok := w.owners[word]; ok {
		all = append(all, found{tenant, word})
	}
	for rest := word; ; {
		i := strings.Index(rest, markStart)
		if i < 0 || len(rest) < i+markLength {
			return all
		}
		if tenant, err := strconv.Atoi(rest[i+len(markStart) : i+markTenant]); err == nil {
			all = append(all, found{tenant, rest[i : i+markLength]})
		}
		rest = rest[i+markLength:]
	}
}

var cursor = regexp.MustCompile(`[Cc]ursor["=:]+([A-Za-z0-9_-]{20,})`)

func cursorsIn(text []byte) [][]byte {
	var all [][]byte
	for _, match := range cursor.FindAllSubmatch(text, -1) {
		if decoded, err := base64.RawURLEncoding.DecodeString(string(match[1])); err == nil {
			all = append(all, decoded)
		}
	}
	return all
}

// foreign is what a text has of others than the allowed; what was sent in the
// same words may come back.
func (w *watch) foreign(text []byte, allowed []int, sent []byte) []string {
	var all []string
	var mine []found
	for _, f := range w.find(text) {
		if slices.Contains(allowed, f.tenant) {
			continue
		}
		if mine == nil {
			mine = append(w.find(sent), found{-1, ""})
		}
		if !slices.Contains(mine, f) {
			all = append(all, fmt.Sprintf("%s of tenant %d", f.word, f.tenant))
		}
	}
	return all
}

// oneTenant notes a failure when a text has something of two.
func (w *watch) oneTenant(what, text string) {
	all := w.find([]byte(text))
	for _, f := range all {
		if f.tenant != all[0].tenant {
			w.fail("%s mixes tenants %d and %d: %s", what, all[0].tenant, f.tenant, text)
			return
		}
	}
}

// fail notes a failure. The first of many tell enough.
func (w *watch) fail(format string, arguments ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.failures = append(w.failures, shortened(fmt.Sprintf(format, arguments...)))
}

func shortened(text string) string {
	const most = 1500
	if len(text) > most {
		return text[:most] + " …"
	}
	return text
}

func (w *watch) failed() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.failures)
}

// inLog are the first errors of the log.
func (w *watch) inLog() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.errors)
}

// String counts what was watched besides answers.
func (w *watch) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return fmt.Sprintf("%d lines of log, %d mails, %d sessions", w.lines, w.mails, w.opened)
}

// log watches what the functions log while the test runs.
func (w *watch) log(t testing.TB) {
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(before) })
}

// Write takes a line of the log. It names one tenant by its ids, or both sides of
// what it refuses, and shows nothing of what a tenant or its people have written.
func (w *watch) Write(line []byte) (int, error) {
	w.mu.Lock()
	w.lines++
	if len(w.errors) < 20 && bytes.Contains(line, []byte(`"ERROR"`)) {
		w.errors = append(w.errors, shortened(string(line)))
	}
	w.mu.Unlock()
	if !bytes.Contains(line, []byte(`"ERROR"`)) {
		w.oneTenant("a line of the log", string(line))
	}
	for _, f := range w.find(line) {
		w.mu.Lock()
		harmless := w.logged[f.word] || f.word == mark(f.tenant, inDomain)
		w.mu.Unlock()
		if !harmless {
			w.fail("%s of tenant %d is in the log: %s", f.word, f.tenant, line)
		}
	}
	return len(line), nil
}

// mail watches what is sent to people.
func (w *watch) mail(m mailbox.Mail) {
	w.mu.Lock()
	w.mails++
	w.mu.Unlock()
	w.oneTenant("a mail", m.To+" "+m.Subject+" "+m.Text+" "+m.HTML)
}

// sessions watches which sessions the functions open: each is tagged with one
// table, and its own policy names the same table and tenant, and nothing else.
func (w *watch) sessions(next http.Handler) http.Handler {
	return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Amz-Target") == "" && strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			if form, err := url.ParseQuery(string(body)); err == nil && form.Get("Action") == "AssumeRole" && r.Header.Get(byHand) == "" {
				w.session(form)
			}
		}
		next.ServeHTTP(out, r)
	})
}

// byHand marks the requests of the suite itself, which opens sessions as a
// function that was taken over would.
const byHand = "X-By-Hand"

func (w *watch) session(form url.Values) {
	w.mu.Lock()
	w.opened++
	w.mu.Unlock()
	table := form.Get("Tags.member.1.Value")
	var policy struct {
		Statement []struct {
			Action    string
			Resource  []string
			Condition map[string]map[string]string
		}
	}
	if err := json.Unmarshal([]byte(form.Get("Policy")), &policy); err != nil {
		w.fail("a session without a policy of its own: %v", form)
		return
	}
	for _, s := range policy.Statement {
		if strings.HasPrefix(s.Action, "kms:") {
			if s.Condition["StringEquals"]["kms:EncryptionContext:tenant"] != form.Get("RoleSessionName") {
				w.fail("the session of %s opens what was sealed for another: %v", form.Get("RoleSessionName"), s)
			}
			continue
		}
		for _, resource := range s.Resource {
			if _, name, _ := strings.Cut(resource, ":table/"); name != table && name != table+"/index/*" {
				w.fail("the session for %s opens %s", table, resource)
			}
		}
	}
	if form.Get("Tags.member.1.Key") != "table" || table == "" || form.Get("Tags.member.2.Key") != "" {
		w.fail("a session with other tags than its table: %v", form)
	}
}

package feedsync_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// faultsOf are all the ways in which a network can fail.
func faultsOf(n wall.Network) []string {
	kinds := "throttled quota token permission gone server partial html portal truncated cut large bomb drip reset type timeout " +
		"redirect elsewhere nonsense"
	kinds += map[wall.Network]string{
		wall.Instagram: " cursor blocked spam", wall.Facebook: " cursor blocked spam", wall.Twitter: " cursor credits",
	}[n]
	return strings.Fields(kinds)
}

// members are what a kind of fault is set with, besides its kind.
var members = map[string]string{
	"portal":    `"kind": "html", "status": 200`,
	"large":     `"kind": "large", "bytes": 2000000`,
	"bomb":      `"kind": "bomb", "bytes": 2000000`,
	"drip":      `"kind": "drip", "seconds": 60`,
	"elsewhere": `"kind": "redirect", "location": "http://elsewhere.example/"`,
	"spam":      `"kind": "blocked", "code": 368`,
}

// slow faults take real time.
var slow = map[string]bool{"drip": true, "timeout": true}

// nonsense are bodies of answers with a good status.
var nonsense = []string{
	``, `null`, `[]`, `"ok"`, `{}`, `{"data": null}`, `{"data": {}}`, `{"data": [null, 1, "a", {}, {"id": 5}, {"id": null}]}`,
	`{"data": [], "paging": {"next": "::"}}`, `{"id": "x", "reviews": [null, {"name": 3}]}`, `{"meta": {"result_count": 1}}`, "\x00\xff{",
}

// weather deals each network a fault, more often than not, each kind once before
// any comes again.
func (s *storm) weather(tick int) {
	s.http.Timeout = patience
	for _, n := range wall.Networks() {
		if enough := stormyTicks-tick > len(s.decks[n]); enough && s.IntN(3) == 0 {
			s.control(fmt.Sprintf(`{%q: {"faults": null}}`, n))
		} else {
			s.strike(n, s.deal(n))
		}
	}
	s.habits(tick)
	s.impatientOwner()
}

// deal takes a fault from a network's deck, which is shuffled anew when it is empty.
func (s *storm) deal(n wall.Network) string {
	if len(s.decks[n]) == 0 {
		s.decks[n] = faultsOf(n)
		s.Shuffle(len(s.decks[n]), func(i, j int) { s.decks[n][i], s.decks[n][j] = s.decks[n][j], s.decks[n][i] })
	}
	kind := s.decks[n][0]
	s.decks[n] = s.decks[n][1:]
	if s.dealt[n] == nil {
		s.dealt[n] = map[string]bool{}
	}
	s.dealt[n][kind] = true
	return kind
}

// strike sets a fault.
func (s *storm) strike(n wall.Network, kind string) {
	after, times := s.IntN(3), s.IntN(4) // 0 times: until the weather changes
	switch {
	case slow[kind]:
		times, s.http.Timeout = 1, impatience
	case n == wall.Twitter && kind == "cursor":
		after, times = 0, 1 // a since_id: the markers of further pages never expire
	}
	s.control(fmt.Sprintf(`{%q: {"faults": [{%s, "after": %d, "times": %d}]}}`, n, s.fault(kind), after, times))
}

func (s *storm) fault(kind string) string {
	switch {
	case members[kind] != "":
		return members[kind]
	case kind == "nonsense":
		body, _ := json.Marshal(nonsense[s.IntN(len(nonsense))]) // a string
		return fmt.Sprintf(`"kind": "answer", "body": %s`, body)
	case kind == "throttled" && s.IntN(2) == 0:
		return `"kind": "throttled", "retryAfter": 600`
	}
	return fmt.Sprintf(`"kind": %q`, kind)
}

// habits are changes in how networks answer, none of which is a fault.
func (s *storm) habits(tick int) {
	paging := map[bool]string{true: "time", false: ""}[s.IntN(2) == 0]
	s.control(fmt.Sprintf(`{"facebook": {"paging": %q, "gaps": %t}, "instagram": {"bareHashtag": %t, "gaps": %t}}`,
		paging, s.IntN(3) == 0, s.IntN(2) == 0, s.IntN(3) == 0))
	switch tick { // X renames what it has
	case stormyTicks / 3:
		s.control(`{"twitter": {"spelling": ""}}`)
	case 2 * stormyTicks / 3:
		s.control(`{"twitter": {"spelling": "post"}}`)
	}
}

// impatientOwner refreshes a feed that is in error, now and then, and reviews
// more often than their interval would.
func (s *storm) impatientOwner() {
	states := s.load().State.Feeds
	for _, f := range s.feeds {
		if (states[f.ID].Error != nil || f.Network == wall.Google) && s.IntN(4) == 0 {
			must(s.T, s.table.RequestRefresh(s.Context(), f.ID))
		}
	}
}

// events are what people do with their posts while the platform looks away.
func (s *storm) events() {
	for _, n := range wall.Networks() {
		ids := s.listed.of(n)
		if len(ids) == 0 {
			continue
		}
		pick := func() string { return ids[s.IntN(len(ids))] }
		if s.IntN(2) == 0 {
			s.control(fmt.Sprintf(`{%q: {"edits": {%q: "edited %d"}}}`, n, pick(), s.IntN(1000)))
		}
		if s.IntN(8) == 0 {
			s.deleted[n] = append(s.deleted[n], pick())
			list, _ := json.Marshal(s.deleted[n]) // strings
			s.control(fmt.Sprintf(`{%q: {"deleted": %s}}`, n, list))
		}
		if n == wall.Facebook {
			s.setState(pick())
		}
	}
	s.beforeAnybodySaw()
}

func (s *storm) setState(post string) {
	states := []string{"published", "published", "unpublished", "hidden", "expired"}
	s.control(fmt.Sprintf(`{"facebook": {"states": {%q: %q}}}`, post, states[s.IntN(len(states))]))
}

// beforeAnybodySaw withdraws posts of the next hour, which nobody has listed yet.
func (s *storm) beforeAnybodySaw() {
	if s.IntN(3) > 0 {
		return
	}
	for _, id := range s.coming("/facebook/v26.0/104523998877001/posts?access_token=t", "") {
		s.setState(id)
	}
	for _, id := range s.coming("/twitter/2/tweets/search/recent?query=%23techconf", "Bearer t") {
		if !s.listed.has(wall.PostID(wall.Twitter, id)) && s.IntN(2) == 0 {
			s.control(fmt.Sprintf(`{"twitter": {"withheld": {%q: ["FR", "DE"]}}}`, id))
		}
	}
}

// rush is a moment when more is posted on X than one refresh reads.
func (s *storm) rush(tick int) {
	const (
		every = stormyTicks / 4
		posts = 150
		epoch = 1288834974657 // of the clock in X's ids
	)
	if tick%every != every/4 {
		return
	}
	for i := range posts {
		at := s.now.Add(time.Duration(i-posts) * time.Second)
		s.rushed = append(s.rushed, fmt.Sprintf(`{"id": "%d", "text": "#rush %d at tick %d", "at": %q}`,
			(at.UnixMilli()-epoch)<<22, i, tick, at.Format(time.RFC3339)))
	}
	s.control(fmt.Sprintf(`{"twitter": {"posts": {"#rush": [%s]}}}`, strings.Join(s.rushed, ",")))
}

// coming are the newest posts of the world that is an hour ahead.
func (s *storm) coming(path, authorization string) []string {
	s.Helper()
	var ids []string
	for _, post := range s.look(s.ahead, path, authorization).Data {
		if id, ok := post.ID.(string); ok && len(ids) < 4 {
			ids = append(ids, id)
		}
	}
	return ids
}

// look reads an answer without the clients. Paths may be whole addresses.
func (s *storm) look(server *httptest.Server, path, authorization string) answered {
	s.Helper()
	address := path
	if strings.HasPrefix(path, "/") {
		address = server.URL + "/upstream" + path
	}
	request, err := http.NewRequestWithContext(s.Context(), http.MethodGet, address, nil)
	must(s.T, err)
	request.Header.Set("Authorization", authorization)
	response, err := server.Client().Do(request)
	must(s.T, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	must(s.T, err)
	var answer answered
	if err := json.Unmarshal(body, &answer); err != nil || response.StatusCode != http.StatusOK {
		s.Fatalf("%s: %d %s", path, response.StatusCode, body)
	}
	return answer
}

// simulated is what the simulator says of a network.
type simulated struct {
	Calls struct{ Calls, Refused, OverLimit int }
}

// control changes the simulated networks, and tells how they are.
func (s *storm) control(change string) map[string]simulated {
	s.Helper()
	request, err := http.NewRequestWithContext(s.Context(), http.MethodPut, s.server.URL+"/upstream/control", strings.NewReader(change))
	must(s.T, err)
	response, err := s.server.Client().Do(request)
	must(s.T, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	must(s.T, err)
	state := map[string]simulated{}
	if err := json.Unmarshal(body, &state); err != nil || response.StatusCode != http.StatusOK {
		s.Fatalf("control %s: %d %s", change, response.StatusCode, body)
	}
	return state
}

// of are a network's listed posts, by the network's own ids, in one order.
func (l *listings) of(n wall.Network) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var ids []string
	for _, id := range slices.Sorted(maps.Keys(l.posts)) {
		if own, ok := strings.CutPrefix(id, string(n)+":"); ok {
			ids = append(ids, own)
		}
	}
	return ids
}

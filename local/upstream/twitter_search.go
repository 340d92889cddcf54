package upstream

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"time"

	"github.com/hashmytag/hashmytag/local/upstream/world"
)

// searchAsk is the parameters of a search, checked.
type searchAsk struct {
	match            func(world.Post) bool
	tags             []string
	max              int
	sinceID, untilID string
	after            string // the last post of the page before
	start, end       time.Time
}

// readSearch reads and checks the parameters; if they are wrong it has answered.
func readSearch(w http.ResponseWriter, c *call) (searchAsk, bool) {
	ask := searchAsk{max: 10, sinceID: c.query["since_id"], untilID: c.query["until_id"], start: c.now.AddDate(0, 0, -7), end: c.now}
	query := c.query["query"]
	if query == "" || runes(query) > 512 {
		return ask, !c.invalid(w, "query", query, "The 'query' query parameter must be between 1 and 512 characters")
	}
	var err error
	if ask.match, ask.tags, err = parseQuery(query); err != nil {
		return ask, !c.invalid(w, "query", query, err.Error())
	}
	if raw := c.query["max_results"]; raw != "" {
		if ask.max, err = strconv.Atoi(raw); err != nil || ask.max < 10 || ask.max > 100 {
			return ask, !c.invalid(w, "max_results", raw, fmt.Sprintf("The 'max_results' query parameter value [%s] is not between 10 and 100", raw))
		}
	}
	if order := c.query["sort_order"]; order != "" && order != "recency" && order != "relevancy" {
		return ask, !c.invalid(w, "sort_order", order, fmt.Sprintf("The 'sort_order' query parameter value [%s] is not one of [recency,relevancy]", order))
	}
	return ask, c.checkPairs(w) && ask.readToken(w, c) && ask.readTimes(w, c) && ask.checkSince(w, c) && c.checkNames(w, plainParameters)
}

// checkPairs refuses parameters that exclude each other.
func (c *call) checkPairs(w http.ResponseWriter) bool {
	for _, pair := range [][2]string{{"start_time", "since_id"}, {"end_time", "until_id"}, {"next_token", "pagination_token"}} {
		if value := c.query[pair[0]]; value != "" && c.query[pair[1]] != "" {
			return !c.invalid(w, pair[0], value, fmt.Sprintf("Invalid use of '%s' in conjunction with '%s'.", pair[1], pair[0]))
		}
	}
	return true
}

func (a *searchAsk) readToken(w http.ResponseWriter, c *call) bool {
	token := or(c.query["next_token"], c.query["pagination_token"])
	if token == "" {
		return true
	}
	var ok bool
	a.after, ok = unopaque("b26v89c19zqg8o3f", token)
	return ok || !c.invalid(w, "next_token", token, "The 'next_token' query parameter value ["+token+"] is not valid")
}

func (a *searchAsk) readTimes(w http.ResponseWriter, c *call) bool {
	for name, into := range map[string]*time.Time{"start_time": &a.start, "end_time": &a.end} {
		value := c.query[name]
		if value == "" {
			continue
		}
		at, err := time.Parse(time.RFC3339, value)
		if err != nil || at.Before(c.now.AddDate(0, 0, -7)) || at.After(c.now.Add(-10*time.Second)) {
			return !c.invalid(w, name, value, fmt.Sprintf("Invalid '%s':'%s'. '%s' must be within the last 7 days and at least 10 seconds old.", name, value, name))
		}
		*into = at
	}
	return true
}

var postID = regexp.MustCompile(`^[0-9]{1,19}$`)

// checkSince refuses, for ever, a since_id that is older than the week that is
// searched.
func (a *searchAsk) checkSince(w http.ResponseWriter, c *call) bool {
	if a.sinceID == "" {
		return true
	}
	oldest := c.now.AddDate(0, 0, -7)
	least := snowflake(oldest, 0)
	if !postID.MatchString(a.sinceID) {
		return !c.invalid(w, "since_id", a.sinceID, fmt.Sprintf("The 'since_id' query parameter value [%s] is not valid", a.sinceID))
	}
	return compareIDs(a.sinceID, least) > 0 || !c.invalid(w, "since_id", a.sinceID, fmt.Sprintf(
		"'since_id' must be a tweet id created after %s. Please use a 'since_id' that is larger than %s", oldest.Format("2006-01-02T15:04Z"), least))
}

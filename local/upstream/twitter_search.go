package upstream

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/local/upstream/world"
)

// search parameters, checked.
type searchAsk struct {
	match            func(world.Post) bool
	tags             []string
	max              int
	sinceID, untilID string
	after            string // the last post of the page before
	start, end       time.Time
}

var searchParameters = strings.Fields("query max_results next_token pagination_token since_id until_id start_time end_time sort_order " +
	"expansions tweet.fields post.fields media.fields user.fields place.fields poll.fields")

// readSearch reads and checks the parameters; if they are wrong it has answered.
func readSearch(w http.ResponseWriter, c *call) (searchAsk, bool) {
	ask := searchAsk{max: 10, sinceID: c.query["since_id"], untilID: c.query["until_id"], start: c.now.AddDate(0, 0, -7), end: c.now}
	for name, value := range c.query {
		if !slices.Contains(searchParameters, name) {
			return ask, !invalid(w, name, value, fmt.Sprintf("The query parameter [%s] is not one of [%s]", name, strings.Join(searchParameters, ",")))
		}
	}
	query := c.query["query"]
	if query == "" || runes(query) > 512 {
		return ask, !invalid(w, "query", query, "The 'query' query parameter must be between 1 and 512 characters")
	}
	var err error
	if ask.match, ask.tags, err = parseQuery(query); err != nil {
		return ask, !invalid(w, "query", query, err.Error())
	}
	if raw := c.query["max_results"]; raw != "" {
		if ask.max, err = strconv.Atoi(raw); err != nil || ask.max < 10 || ask.max > 100 {
			return ask, !invalid(w, "max_results", raw, fmt.Sprintf("The 'max_results' query parameter value [%s] is not between 10 and 100", raw))
		}
	}
	return ask, ask.readToken(w, c) && ask.readTimes(w, c) && ask.checkSince(w, c) && checkNames(w, c)
}

func (a *searchAsk) readToken(w http.ResponseWriter, c *call) bool {
	token := or(c.query["next_token"], c.query["pagination_token"])
	if token == "" {
		return true
	}
	var ok bool
	a.after, ok = unopaque("b26v89c19zqg8o3f", token)
	return ok || !invalid(w, "next_token", token, "The 'next_token' query parameter value ["+token+"] is not valid")
}

func (a *searchAsk) readTimes(w http.ResponseWriter, c *call) bool {
	for name, into := range map[string]*time.Time{"start_time": &a.start, "end_time": &a.end} {
		value := c.query[name]
		if value == "" {
			continue
		}
		if c.query["since_id"] != "" || c.query["until_id"] != "" {
			return !invalid(w, name, value, "Invalid use of 'since_id' or 'until_id' in conjunction with 'start_time' or 'end_time'.")
		}
		at, err := time.Parse(time.RFC3339, value)
		if err != nil || at.Before(c.now.AddDate(0, 0, -7)) || at.After(c.now.Add(-10*time.Second)) {
			return !invalid(w, name, value, fmt.Sprintf("Invalid '%s':'%s'. '%s' must be within the last 7 days and at least 10 seconds old.", name, value, name))
		}
		*into = at
	}
	return true
}

// checkSince refuses, for ever, a since_id that is older than the week that is
// searched.
func (a *searchAsk) checkSince(w http.ResponseWriter, c *call) bool {
	if a.sinceID == "" {
		return true
	}
	oldest := c.now.AddDate(0, 0, -7)
	least := snowflake(oldest, 0)
	if !numeric(a.sinceID) {
		return !invalid(w, "since_id", a.sinceID, fmt.Sprintf("The 'since_id' query parameter value [%s] is not valid", a.sinceID))
	}
	return compareIDs(a.sinceID, least) > 0 || !invalid(w, "since_id", a.sinceID, fmt.Sprintf(
		"'since_id' must be a tweet id created after %s. Please use a 'since_id' that is larger than %s", oldest.Format("2006-01-02T15:04Z"), least))
}

// known names of fields and expansions: those of the vendor's description of
// the API (version 2.167), and the spelling before it.
var knownNames = map[string][]string{
	"tweet.fields": strings.Fields("article attachments author_id card_uri community_id context_annotations conversation_id created_at " +
		"display_text_range edit_controls edit_history_tweet_ids entities geo id in_reply_to_user_id lang " +
		"media_metadata non_public_metrics note_tweet organic_metrics possibly_sensitive promoted_metrics " +
		"public_metrics referenced_tweets reply_settings scopes source suggested_source_links text withheld"),
	"post.fields": strings.Fields("article article_title attachments author_id card_uri community_id context_annotations conversation_id " +
		"created_at display_text_range edit_controls edit_history_post_ids entities geo id in_reply_to_user_id " +
		"lang matched_media_notes media_metadata non_public_metrics note_post note_request_suggestions " +
		"organic_metrics paid_partnership possibly_sensitive promoted_metrics public_metrics referenced_posts " +
		"reply_settings scopes source suggested_source_links suggested_source_links_with_counts text withheld"),
	"media.fields": strings.Fields("alt_text duration_ms height media_key non_public_metrics organic_metrics preview_image_url " +
		"promoted_metrics public_metrics type url variants width"),
	"user.fields": strings.Fields("affiliation confirmed_email connection_status created_at description entities id is_identity_verified " +
		"location most_recent_tweet_id name parody pinned_tweet_id profile_banner_url profile_image_url protected " +
		"public_metrics receives_your_dm subscribes_to_you subscription subscription_type url username verified " +
		"verified_followers_count verified_type withheld"),
	"expansions": strings.Fields("article.cover_media article.media_entities attachments.media_keys attachments.media_source_tweet " +
		"attachments.poll_ids author_id author_screen_name edit_history_post_ids edit_history_tweet_ids " +
		"entities.mentions.username geo.place_id in_reply_to_user_id referenced_posts referenced_posts.author_id " +
		"referenced_posts.id referenced_posts.id.attachments.media_keys referenced_posts.id.author_id " +
		"referenced_tweets referenced_tweets.id referenced_tweets.id.attachments.media_keys " +
		"referenced_tweets.id.author_id username"),
}

func checkNames(w http.ResponseWriter, c *call) bool {
	for parameter, known := range knownNames {
		for _, name := range c.names(parameter) {
			if !slices.Contains(known, name) {
				return !invalid(w, parameter, c.query[parameter], fmt.Sprintf(
					"The `%s` query parameter value [%s] is not one of [%s]", parameter, name, strings.Join(known, ",")))
			}
		}
	}
	return true
}

func (c *call) names(parameter string) []string {
	if c.query[parameter] == "" {
		return nil
	}
	return strings.Split(c.query[parameter], ",")
}

// parseQuery reads a search query: words that all must match, OR, parentheses
// and negation, hashtags and the operators that matter to walls.
func parseQuery(query string) (match func(world.Post) bool, tags []string, err error) {
	p := &queryParser{rest: strings.NewReplacer("(", " ( ", ")", " ) ").Replace(query)}
	match = p.alternatives()
	if p.next() != "" || p.wrong {
		return nil, nil, fmt.Errorf("There were errors processing your request: no viable alternative at '%s' (at position %d)", query, runes(query)-runes(p.rest))
	}
	return match, p.tags, nil
}

type queryParser struct {
	rest  string
	tags  []string
	wrong bool
}

func (p *queryParser) next() string {
	p.rest = strings.TrimLeft(p.rest, " ")
	word, _, _ := strings.Cut(p.rest, " ")
	return word
}

func (p *queryParser) take() string {
	word := p.next()
	p.rest = p.rest[len(word):]
	return word
}

func (p *queryParser) alternatives() func(world.Post) bool {
	some := []func(world.Post) bool{p.conjunction()}
	for p.next() == "OR" {
		p.take()
		some = append(some, p.conjunction())
	}
	return func(post world.Post) bool {
		return slices.ContainsFunc(some, func(match func(world.Post) bool) bool { return match(post) })
	}
}

func (p *queryParser) conjunction() func(world.Post) bool {
	var all []func(world.Post) bool
	for word := p.next(); word != "" && word != "OR" && word != ")"; word = p.next() {
		all = append(all, p.term())
	}
	p.wrong = p.wrong || len(all) == 0
	return func(post world.Post) bool {
		return !slices.ContainsFunc(all, func(match func(world.Post) bool) bool { return !match(post) })
	}
}

func (p *queryParser) term() func(world.Post) bool {
	word := p.take()
	if word == "(" {
		inner := p.alternatives()
		p.wrong = p.wrong || p.take() != ")"
		return inner
	}
	negated := strings.HasPrefix(word, "-")
	match := operator(strings.TrimPrefix(word, "-"))
	if tag, ok := strings.CutPrefix(word, "#"); ok {
		p.tags = append(p.tags, tag)
	}
	return func(post world.Post) bool { return match(post) != negated }
}

// operator is what one word of a query asks for.
func operator(word string) func(world.Post) bool {
	name, value, _ := strings.Cut(word, ":")
	switch name + ":" + value {
	case "is:retweet", "is:nullcast":
		return func(world.Post) bool { return false } // never given since May 2026
	case "is:reply":
		return func(p world.Post) bool { return refers(p, "replied_to") }
	case "is:quote":
		return func(p world.Post) bool { return refers(p, "quoted") }
	case "has:media", "has:images":
		return func(p world.Post) bool { return len(p.Media) > 0 }
	case "has:links":
		return func(p world.Post) bool { return strings.Contains(p.Text, "https://") }
	}
	switch name {
	case "lang":
		return func(p world.Post) bool { return p.Lang == value }
	case "from":
		return func(p world.Post) bool { return strings.EqualFold(p.Author.Username, value) }
	}
	if tag, ok := strings.CutPrefix(word, "#"); ok {
		return func(p world.Post) bool { return p.Carries(tag) }
	}
	return func(p world.Post) bool {
		return strings.Contains(strings.ToLower(p.Text), strings.ToLower(strings.Trim(word, `"`)))
	}
}

func refers(p world.Post, kind string) bool {
	return slices.ContainsFunc(p.Refs, func(r world.Ref) bool { return r.Kind == kind })
}

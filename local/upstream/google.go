package upstream

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashmytag/hashmytag/local/upstream/world"
)

// google is Place Details of the Places API (New).
type google struct {
	days map[string]int // calls by key and Pacific day
}

func newGoogle() *google { return &google{days: map[string]int{}} }

func (*google) id(p world.Post) string {
	return "ChdDSUhNMG9nS0VJ" + base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatUint(p.Key, 36)))
}

func (*google) revise(p world.Post, at time.Time) world.Post {
	p.Edited = at
	return p
}

func (*google) offer() offer { return offering("", "dailyCalls", "") }

var placeID = regexp.MustCompile(`^[A-Za-z0-9_-]{10,300}$`)

func (g *google) answer(w http.ResponseWriter, c *call) {
	c.token = or(c.Header.Get("X-Goog-Api-Key"), c.query["key"])
	mask := or(c.Header.Get("X-Goog-FieldMask"), or(c.query["fields"], c.query["$fields"]))
	if fault := c.tokenFault(); fault != "" {
		g.refuse(w, c, Fault{Kind: fault})
		return
	}
	if len(c.path) != 3 || c.path[0] != "v1" || c.path[1] != "places" {
		write(w, http.StatusNotFound, "text/html; charset=UTF-8", []byte(errorPage))
		return
	}
	id := c.path[2]
	fields, err := readMask(mask)
	switch {
	case mask == "":
		googleError(w, http.StatusBadRequest, "INVALID_ARGUMENT", "FieldMask is a required parameter. See https://cloud.google.com/apis/docs/system-parameters on how to provide it. "+
			"As an example, you can set the header 'X-Goog-FieldMask' to value 'displayName,id' to ask for the display name and the place id of a place.")
	case err != nil:
		googleError(w, http.StatusBadRequest, "INVALID_ARGUMENT", "Request contains an invalid argument.", violation("field_mask", err.Error()))
	case !placeID.MatchString(id):
		googleError(w, http.StatusBadRequest, "INVALID_ARGUMENT", "Not a valid Place ID: "+id)
	case !g.spend(w, c):
	case c.isDeleted(id):
		g.refuse(w, c, Fault{Kind: "gone"})
	default:
		writeJSON(w, http.StatusOK, masked(c.place(id), fields))
	}
}

// spend counts the call against the minute and the day, which ends at midnight
// Pacific time.
func (g *google) spend(w http.ResponseWriter, c *call) bool {
	if _, _, ok := c.take("minute "+c.token, window{length: time.Minute, limit: c.Limits.Calls}); !ok {
		return !g.refuse(w, c, Fault{Kind: "throttled"})
	}
	day := c.token + " " + c.now.In(pacific()).Format(time.DateOnly)
	c.server.mu.Lock()
	g.days[day]++
	spent := g.days[day] > c.Limits.DailyCalls
	c.server.mu.Unlock()
	if spent {
		c.overLimit()
		g.refuse(w, c, Fault{Kind: "quota"})
	}
	return !spent
}

func pacific() *time.Location {
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		return time.FixedZone("PST", -8*3600) // a machine without time zones
	}
	return zone
}

// place is all that the simulation knows of a place.
func (c *call) place(id string) map[string]any {
	stream, _ := world.ByPlace(id)
	maps := "https://maps.google.com/?cid=" + strconv.FormatUint(hash(id)>>1, 10)
	place := map[string]any{
		"name": "places/" + id, "id": id, "rating": 4.6, "userRatingCount": 412 + c.now.YearDay(),
		"displayName":   map[string]any{"text": stream.Subject.Title, "languageCode": "fr"},
		"googleMapsUri": maps, "websiteUri": stream.Subject.Website, "formattedAddress": "12 rue des Exemples, 69001 Lyon, France",
		"businessStatus": "OPERATIONAL", "types": []string{"establishment", "point_of_interest"},
	}
	if reviews := c.reviews(id, stream); len(reviews) > 0 {
		place["reviews"] = reviews
	}
	return place
}

// reviews is the sample that the vendor shows: at most five, by a relevance
// that changes by the day, so that reviews come and go.
func (c *call) reviews(id string, stream world.Stream) []map[string]any {
	posts := c.posts(id, stream, c.now.AddDate(0, 0, -6))
	if _, explicit := c.Posts[id]; !explicit {
		relevance := func(p world.Post) uint64 { return hash(p.ID, p.At.Format(time.DateOnly)) % 97 }
		newest := posts[:min(3, len(posts))] // new ones are relevant
		rest := posts[len(newest):]
		slices.SortStableFunc(rest, func(a, b world.Post) int { return int(relevance(b)) - int(relevance(a)) })
	}
	var reviews []map[string]any
	for _, p := range posts[:min(5, len(posts))] {
		reviews = append(reviews, c.review(p, id))
	}
	return reviews
}

func (c *call) review(p world.Post, place string) map[string]any {
	name := p.ID
	if !strings.HasPrefix(name, "places/") {
		name = "places/" + place + "/reviews/" + p.ID
	}
	maps := "https://www.google.com/maps/reviews/data=!4m6!14m5!1m4!2m3!1s" + p.ID
	review := map[string]any{
		"name": name, "rating": or(p.Rating, 5), "relativePublishTimeDescription": ago(c.now.Sub(p.At), c.query["languageCode"]),
		"publishTime": fmt.Sprintf("%s.%09dZ", p.At.Format("2006-01-02T15:04:05"), p.Key%1e9),
		"authorAttribution": map[string]any{
			"displayName": p.Author.Name, "uri": "https://www.google.com/maps/contrib/" + p.Author.ID + "/reviews",
			"photoUri": c.picture(world.Media{Scene: "face", Variant: hash(p.Author.ID), Width: 128, Height: 128}, false) +
				"?t=" + strconv.FormatInt(c.now.Unix()/3600, 10),
		},
		"flagContentUri": "https://www.google.com/local/review/rap/report?postId=" + p.ID, "googleMapsUri": maps,
		"visitDate": map[string]any{"year": p.At.Year(), "month": int(p.At.Month())},
	}
	if p.Text != "" {
		c.words(review, p)
	}
	return overlaid(review, p.Raw)
}

// words puts the text in, translated into the language that was asked for where
// the review is in another.
func (c *call) words(review map[string]any, p world.Post) {
	original := map[string]any{"text": p.Text, "languageCode": p.Lang}
	review["originalText"], review["text"] = original, original
	wanted, _, _ := strings.Cut(or(c.query["languageCode"], "en"), "-")
	if wanted != p.Lang && p.Translated != "" {
		review["text"] = map[string]any{"text": p.Translated, "languageCode": wanted}
	}
}

func ago(age time.Duration, language string) string {
	days := int(age.Hours() / 24)
	switch french := strings.HasPrefix(language, "fr"); {
	case french && days == 0:
		return "il y a quelques heures"
	case french:
		return fmt.Sprintf("il y a %d jours", days)
	case days == 0:
		return "in the last day"
	}
	return fmt.Sprintf("%d days ago", days)
}

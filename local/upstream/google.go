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

// partial has no meaning of its own here: an error in a good status.
func (*google) partial(map[string]any) map[string]any {
	return map[string]any{"error": googleStatus(503, "UNAVAILABLE", "The service is currently unavailable.")}
}

func googleStatus(code int, status, message string, details ...map[string]any) map[string]any {
	failure := map[string]any{"code": code, "message": message, "status": status}
	if len(details) > 0 {
		failure["details"] = details
	}
	return failure
}

func googleError(w http.ResponseWriter, code int, status, message string, details ...map[string]any) bool {
	writeJSON(w, code, map[string]any{"error": googleStatus(code, status, message, details...)})
	return true
}

// reason is the detail in which alone the cause of a refusal is told.
func reason(reason string, metadata map[string]any) map[string]any {
	all := map[string]any{"service": "places.googleapis.com", "consumer": "projects/481516234200"}
	return map[string]any{
		"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": "googleapis.com",
		"metadata": overlaid(all, metadata),
	}
}

func (*google) refuse(w http.ResponseWriter, c *call, f Fault) bool {
	switch f.Kind {
	case "throttled":
		return overQuota(w, "per minute", "GetPlaceRequestPerMinutePerProject", c.Limits.Calls)
	case "quota":
		return overQuota(w, "per day", "GetPlaceRequestPerDayPerProject", c.Limits.DailyCalls)
	case "token", "invalid":
		return googleError(w, http.StatusBadRequest, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.",
			reason("API_KEY_INVALID", map[string]any{"consumer": nil}))
	case "missing":
		return googleError(w, http.StatusForbidden, "PERMISSION_DENIED", "Method doesn't allow unregistered callers (callers without "+
			"established identity). Please use API Key or other form of API consumer identity to call this API.")
	case "permission":
		return googleError(w, http.StatusForbidden, "PERMISSION_DENIED", "Places API (New) has not been used in project 481516234200 before or it is disabled.",
			reason("SERVICE_DISABLED", nil))
	case "gone":
		return googleError(w, http.StatusNotFound, "NOT_FOUND", "The Place ID is no longer valid. Please refresh cached Place IDs as per https://developers.google.com/maps/documentation/places/web-service/place-id#save-id.")
	case "server":
		return googleError(w, or(f.Status, http.StatusServiceUnavailable), "UNAVAILABLE", "The service is currently unavailable.")
	}
	return false
}

func overQuota(w http.ResponseWriter, period, limit string, value int) bool {
	return googleError(w, http.StatusTooManyRequests, "RESOURCE_EXHAUSTED",
		fmt.Sprintf("Quota exceeded for quota metric 'GetPlaceRequest' and limit 'GetPlaceRequest %s' of service 'places.googleapis.com' for consumer 'project_number:481516234200'.", period),
		reason("RATE_LIMIT_EXCEEDED", map[string]any{
			"quota_metric": "places.googleapis.com/GetPlaceRequest", "quota_limit": limit, "quota_limit_value": strconv.Itoa(value), "quota_location": "global",
		}))
}

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
		googleError(w, http.StatusBadRequest, "INVALID_ARGUMENT", "Request contains an invalid argument.", map[string]any{
			"@type":           "type.googleapis.com/google.rpc.BadRequest",
			"fieldViolations": []map[string]any{{"field": "field_mask", "description": err.Error()}},
		})
	case !placeID.MatchString(id):
		googleError(w, http.StatusBadRequest, "INVALID_ARGUMENT", "Not a valid Place ID: "+id)
	case !g.spend(w, c):
	default:
		writeJSON(w, http.StatusOK, masked(c.place(id), fields))
	}
}

// spend counts the call against the minute and the day, which ends at midnight
// Pacific time.
func (g *google) spend(w http.ResponseWriter, c *call) bool {
	if _, _, ok := c.take(time.Minute); !ok {
		return !g.refuse(w, c, Fault{Kind: "throttled"})
	}
	day := c.token + " " + c.now.In(pacific()).Format(time.DateOnly)
	c.server.mu.Lock()
	g.days[day]++
	spent := g.days[day] > c.Limits.DailyCalls
	c.server.mu.Unlock()
	return !spent || !g.refuse(w, c, Fault{Kind: "quota"})
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

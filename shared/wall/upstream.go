package wall

import (
	"errors"
	"time"
)

// ErrorClass tells what an upstream failure means. It decides what happens
// next, because the networks' HTTP statuses do not.
type ErrorClass string

// The classes.
const (
	ClassAuth       ErrorClass = "auth"       // the token is dead: only its owner can mend it
	ClassPermission ErrorClass = "permission" // the token may not see this: set-up to be mended
	ClassThrottled  ErrorClass = "throttled"  // too many calls: wait until the time given
	ClassQuota      ErrorClass = "quota"      // the day's or month's amount is spent
	ClassCursor     ErrorClass = "cursor"     // the cursor is no longer accepted: start afresh
	ClassGone       ErrorClass = "gone"       // the page, place or hashtag is not there
	ClassTransient  ErrorClass = "transient"  // time-outs, 5xx, answers that are not JSON
)

// UpstreamError is a failed fetch. Message is in plain words for the feed's
// owner and never holds a token; Cause is for the log.
type UpstreamError struct {
	Class   ErrorClass
	Message string
	Until   time.Time // zero when the network did not say
	Cause   error
}

// Error is for logs.
func (e *UpstreamError) Error() string {
	text := string(e.Class) + ": " + e.Message
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap gives the cause to errors.Is and errors.As.
func (e *UpstreamError) Unwrap() error { return e.Cause }

// AsUpstreamError is err as an UpstreamError; what no adapter classified is
// transient.
func AsUpstreamError(err error) *UpstreamError {
	var e *UpstreamError
	if errors.As(err, &e) {
		return e
	}
	return &UpstreamError{Class: ClassTransient, Message: "the network could not be reached", Cause: err}
}

// FetchRequest asks a network for the posts of one query.
type FetchRequest struct {
	Query      Query
	Credential Credential
	Cursor     string    // FetchResult.Cursor of the last fetch; empty at first
	Limit      int       // at most about so many posts, however many pages that takes
	Now        time.Time // the clock of the sync
}

// LookupRequest asks a network what became of posts that it gave. The answer is a
// FetchResult: the posts as they are now, and those that are gone because the
// network says so of each. A post that is in neither was not told of: it stays.
type LookupRequest struct {
	Query      Query // that brought the posts
	Credential Credential
	IDs        []string // of the posts
	Now        time.Time
}

// ComplianceRequest asks a network that has jobs for it which of many posts must
// go: without a job to begin one, with it what came of it.
type ComplianceRequest struct {
	Credential Credential
	IDs        []string // of the posts; only to begin
	Job        string   // as ComplianceResult has it
	Now        time.Time
}

// ComplianceResult is how a job stands. Of a post that it does not name nothing
// has changed.
type ComplianceResult struct {
	Job    string // under way; empty when it is done
	Gone   []string
	Edited []string
}

// FetchResult is what a network answered.
type FetchResult struct {
	Posts     []Post            // as the network has them: no FeedIDs, no moderation, perhaps no PublishedAt
	Removed   []string          // ids of posts that this answer withdraws or replaces
	Replaced  map[string]string // of those, by id: the id of the post that takes its place
	Cursor    string            // for the next fetch
	Skipped   int               // posts that could not be read
	PostsRead int               // posts that the network counts, and may bill
	ExpiresAt time.Time         // when terms say that the posts must be gone; zero for no such term
	Place     *Place            // review networks only
	Usage     Usage             // how much of the credential's limit is used
	// Problem is why a part of the query brought nothing, one hashtag of several;
	// the others' posts are here.
	Problem *UpstreamError
}

// Usage is what a network's headers say of a limit. The zero value says nothing.
type Usage struct {
	Fraction float64   // 0 to 1 of the window's limit; above 1 when exceeded
	Object   float64   // the part of Fraction that what was asked for has for itself: a page's own limit
	ResetAt  time.Time // when the window starts anew
}

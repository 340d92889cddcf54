package feeds

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/hashmytag/hashmytag/shared/budget"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Asker asks a network once, within the limits of the shared credentials.
type Asker interface {
	// Preview asks with the tenant's own credential or, for nil, a shared one.
	// Its errors are upstream errors.
	Preview(ctx context.Context, f wall.Feed, own *wall.Credential, limit int, now time.Time) (wall.FetchResult, error)
	// Inspect asks whose the tenant's own credential is, and until when it works,
	// as far as the network tells.
	Inspect(ctx context.Context, f wall.Feed, own wall.Credential, now time.Time) (wall.Inspection, error)
}

const (
	// previewPosts is how many posts a preview shows.
	previewPosts = 6
	// askedPosts is how many it asks for: X gives no fewer.
	askedPosts = 10
	// triesPerHour bounds what one tenant can spend of the shared credentials.
	triesPerHour = 30
	// tryAgain is when to try again if the network did not say.
	tryAgain = time.Minute
)

// Preview shows what a feed would bring, the newest post first, and saves
// nothing. What the networks count is counted.
func (m Manager) Preview(ctx context.Context, t wall.Tenant, a Addition) ([]wall.Post, error) {
	f, err := wall.NewFeed(a.Name, a.Network, a.Query, m.Clock())
	if err != nil {
		return nil, err
	}
	own, err := ownCredential(f, a.Credential)
	if err != nil {
		return nil, err
	}
	if err := t.Ready(); err != nil {
		return nil, err
	}
	result, err := m.ask(ctx, t, f, own)
	if own != nil && err != nil {
		_, err = m.explain(ctx, t, f, *own, err)
	}
	if err != nil {
		return nil, refusal(f, own != nil, err, m.Clock())
	}
	posts := slices.DeleteFunc(slices.Clone(result.Posts), func(p wall.Post) bool { return slices.Contains(result.Removed, p.ID) })
	slices.SortStableFunc(posts, func(a, b wall.Post) int { return b.PublishedAt.Compare(a.PublishedAt) })
	return posts[:min(len(posts), previewPosts)], nil
}

// ownCredential reads a credential that a person gave; nil stays nil.
func ownCredential(f wall.Feed, given *wall.Credential) (*wall.Credential, error) {
	if given == nil {
		return nil, needsNoCredential(f)
	}
	own, err := wall.ParseCredential(f.Network, *given)
	return &own, err
}

// try asks with a credential before it is saved, and whose it is. One that is
// limited for the moment is a good one. Whether it reads what the feed asks for
// is shown by reading; what the network says of the token then tells why not.
func (m Manager) try(ctx context.Context, t wall.Tenant, f wall.Feed, own *wall.Credential) (wall.Token, error) {
	if own == nil || m.Networks == nil {
		return wall.Token{}, nil
	}
	_, err := m.ask(ctx, t, f, own)
	switch wall.AsUpstreamError(err).Class {
	case wall.ClassThrottled, wall.ClassQuota:
		err = nil
	}
	known, err := m.explain(ctx, t, f, *own, err)
	return known, refusal(f, true, err, m.Clock())
}

// explain asks the network about a credential: to know it, and to say why it
// could not be read with, in the words of what the network says of it, which
// knows more than the answer to a question that was refused.
func (m Manager) explain(ctx context.Context, t wall.Tenant, f wall.Feed, own wall.Credential, err error) (wall.Token, error) {
	if err != nil && (wall.CodeOf(err) != wall.Internal || !mayBeTheToken(wall.AsUpstreamError(err).Class)) {
		return wall.Token{}, err
	}
	found, failed := m.Networks.Inspect(ctx, f, own, m.Clock())
	if failed != nil {
		slog.WarnContext(ctx, "credential not inspected", "tenant", t.ID, "network", f.Network, "error", failed)
	}
	switch {
	case err == nil:
		return found.Token, nil
	case failed != nil && wall.AsUpstreamError(failed).Class == wall.ClassAuth:
		return wall.Token{}, failed
	case found.Wrong != "":
		return wall.Token{}, &wall.UpstreamError{Class: wall.ClassPermission, Message: found.Wrong, Cause: err}
	}
	return wall.Token{}, err
}

// mayBeTheToken reports whether a failure can lie in the credential.
func mayBeTheToken(class wall.ErrorClass) bool {
	return class == wall.ClassAuth || class == wall.ClassPermission || class == wall.ClassGone
}

func (m Manager) ask(ctx context.Context, t wall.Tenant, f wall.Feed, own *wall.Credential) (wall.FetchResult, error) {
	tries := budget.Rate{Store: m.Counter, Name: "previews", Reason: "too-many-previews", Words: "previews and tries of credentials", Limit: triesPerHour, Window: time.Hour}
	if err := tries.Take(ctx, t.ID, m.Clock()); err != nil {
		return wall.FetchResult{}, err
	}
	return m.Networks.Preview(ctx, f, own, askedPosts, m.Clock())
}

// refusal says a network's failure to the person who waits for the answer, at
// the field that can mend it.
func refusal(f wall.Feed, own bool, err error, now time.Time) error {
	if err == nil || wall.CodeOf(err) != wall.Internal {
		return err // of our own limits
	}
	upstream := wall.AsUpstreamError(err)
	refused := refusalOf(upstream, f, own)
	switch refused.Code {
	case wall.TooManyRequests:
		refused.RetryAfter = max(upstream.Until.Sub(now), tryAgain)
	case wall.Unavailable:
		refused.RetryAfter = tryAgain
	}
	refused.Cause = err
	return refused
}

func refusalOf(upstream *wall.UpstreamError, f wall.Feed, own bool) *wall.Error {
	mayNot := upstream.Class == wall.ClassAuth || upstream.Class == wall.ClassPermission
	switch {
	case mayNot && own:
		return wall.InvalidField("/credential", "network-refuses-credential", "{said}", upstream.Message)
	case upstream.Class == wall.ClassGone:
		return wall.InvalidField(queryPointer(f), "network-finds-nothing", "{said}", upstream.Message)
	case upstream.Class == wall.ClassPermission:
		return wall.InvalidField(queryPointer(f), "network-shows-nothing", "{said}", upstream.Message)
	case upstream.Class == wall.ClassThrottled || upstream.Class == wall.ClassQuota:
		return wall.Refuse(wall.TooManyRequests, "network-limit", "{said}", upstream.Message)
	}
	return wall.Refuse(wall.Unavailable, "network-silent", "{said}", upstream.Message) // or the operator's token is refused
}

// queryPointer is the field of a query that its network uses.
func queryPointer(f wall.Feed) string {
	switch {
	case f.Query.Account:
		return "/query/account"
	case f.Query.PageID != "":
		return "/query/pageId"
	case f.Query.PlaceID != "":
		return "/query/placeId"
	}
	return "/query/hashtags"
}

package main

import (
	"fmt"
	"time"

	"github.com/hashmytag/hashmytag/shared/feedsync"
	"github.com/hashmytag/hashmytag/shared/onboarding"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// tenantView is a tenant as scripts read it; the names are those of the API.
type tenantView struct {
	ID             string            `json:"id"`
	Name           string            `json:"name"`
	Domain         string            `json:"domain"`
	AllowedDomains []string          `json:"allowedDomains"`
	Status         wall.TenantStatus `json:"status"`
	Plan           wall.Plan         `json:"plan"`
	Locale         string            `json:"locale"`
	Event          bool              `json:"event"`
	Table          string            `json:"table"`
	CreatedAt      time.Time         `json:"createdAt"`
	APIKey         string            `json:"apiKey,omitempty"`
	EmbedCode      string            `json:"embedCode,omitempty"`
	DeletedAt      time.Time         `json:"deletedAt,omitzero"`
	PurgeAt        time.Time         `json:"purgeAt,omitzero"`
}

func viewTenant(t wall.Tenant) tenantView {
	return tenantView{
		ID: t.ID, Name: t.Name, Domain: t.Domain, AllowedDomains: t.AllowedDomains, Status: t.Status,
		Plan: t.Plan, Locale: t.Locale, Event: t.Event, Table: t.Table, CreatedAt: t.CreatedAt,
		DeletedAt: t.DeletedAt, PurgeAt: t.PurgeAt,
	}
}

// withKey adds the widget key, and what a site embeds with it.
func (v tenantView) withKey(key wall.Secret, address string) tenantView {
	v.APIKey = string(key)
	v.EmbedCode = onboarding.EmbedCode(address, key)
	return v
}

func planLimit(p wall.Plan) string {
	switch limit := p.FeedLimit(); limit {
	case wall.Unlimited:
		return "any number of feeds"
	case 1:
		return "1 feed"
	default:
		return fmt.Sprintf("%d feeds", limit)
	}
}

// feedView is a feed as scripts read it.
type feedView struct {
	ID            string        `json:"id"`
	Name          string        `json:"name"`
	Network       wall.Network  `json:"network"`
	Query         queryView     `json:"query"`
	Enabled       bool          `json:"enabled"`
	OwnCredential bool          `json:"ownCredential"`
	Credential    *tokenView    `json:"credential,omitempty"` // what is known of its own
	State         feedStateView `json:"state"`
}

type tokenView struct {
	Account   string    `json:"account,omitempty"`
	AccountID string    `json:"accountId,omitempty"`
	ExpiresAt time.Time `json:"expiresAt,omitzero"`
	Renewable bool      `json:"renewable,omitempty"`
	CheckedAt time.Time `json:"checkedAt,omitzero"`
	ends      bool
}

type queryView struct {
	Hashtags []string `json:"hashtags,omitempty"`
	Account  bool     `json:"account,omitempty"`
	PageID   string   `json:"pageId,omitempty"`
	PlaceID  string   `json:"placeId,omitempty"`
}

type feedStateView struct {
	LastSyncAt      time.Time      `json:"lastSyncAt,omitzero"`
	NextSyncAt      time.Time      `json:"nextSyncAt,omitzero"`
	IntervalSeconds int64          `json:"intervalSeconds"`
	Reason          string         `json:"reason,omitempty"` // why it is not refreshed more often
	PostCount       int            `json:"postCount"`        // on the wall
	SkippedCount    int            `json:"skippedCount,omitempty"`
	Error           *feedErrorView `json:"error,omitempty"`
}

type feedErrorView struct {
	Class   wall.ErrorClass `json:"class"`
	Message string          `json:"message"`
	Since   time.Time       `json:"since"`
}

func viewFeed(f wall.Feed, s wall.FeedState, onWall int) feedView {
	v := feedView{
		ID: f.ID, Name: f.Name, Network: f.Network, Query: queryView(f.Query), Enabled: f.Enabled,
		OwnCredential: f.HasOwnCredential(),
		State: feedStateView{
			LastSyncAt: s.LastSync, PostCount: onWall, SkippedCount: s.Skipped,
			IntervalSeconds: max(s.Interval, feedsync.Interval(f)) * int64(wall.TickDuration/time.Second),
			Reason:          s.Pace.Reason(f.Network),
		},
	}
	if t := f.Token; t != (wall.Token{}) {
		v.Credential = &tokenView{t.Account, t.AccountID, t.ExpiresAt, t.Renewable, t.CheckedAt, f.TokenEnds(s, time.Now())}
	}
	if f.Enabled && s.NextTick > 0 {
		v.State.NextSyncAt = wall.TickTime(s.NextTick)
	}
	if e := s.Error; e != nil {
		v.State.Error = &feedErrorView{Class: e.Class, Message: e.Message, Since: e.Since}
	}
	return v
}

// condition is how a feed is doing, in a few words.
func (v feedView) condition() string {
	switch {
	case !v.Enabled:
		return "paused"
	case v.State.Error != nil:
		return "failing: " + v.State.Error.Message
	case v.Credential != nil && v.Credential.ends:
		return "well; its token ends " + moment(v.Credential.ExpiresAt)
	case v.State.LastSyncAt.IsZero():
		return "not refreshed yet"
	case v.State.Reason != "":
		return "well; " + v.State.Reason
	}
	return "well"
}

// every is how often a feed is refreshed, as people say it.
func (v feedView) every() string { return span(time.Duration(v.State.IntervalSeconds) * time.Second) }

func (q queryView) String() string { return wall.Query(q).String() }

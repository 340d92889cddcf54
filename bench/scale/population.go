package main

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"time"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// feed is a tenant's feed and how it has fared.
type feed struct {
	wall.Feed
	plan   wall.Plan
	state  wall.FeedState
	ref    wall.TableRef
	offset time.Duration // of its tenant within a tick
	begins int64         // tick at which it is added
	well   int64         // tick of the last good refresh; 0 before the first
}

// The population: 70, 25 and 5 % of tenants are on the three plans, with all the
// feeds that their plan has (enterprise: 8).
const (
	starters      = 0.70
	businesses    = 0.25
	enterpriseMax = 8
	arrival       = 288 // ticks, a day, over which the feeds are added
	zipf          = 1.1
	commonTags    = 500
)

// populate makes the feeds of a scenario, always the same ones.
func populate(s scenario) []*feed {
	random := rand.New(rand.NewPCG(8, uint64(s.Tenants))) //nolint:gosec // the same at every run
	common := rand.NewZipf(random, zipf, 1, commonTags-1)
	var all []*feed
	for tenant := range s.Tenants {
		plan, n := planOf(random.Float64())
		ref := wall.TableRef{TenantID: fmt.Sprintf("t_%06d", tenant)}
		offset := offsetOf(ref.TenantID)
		for i := range n {
			f := &feed{plan: plan, ref: ref, offset: offset, begins: random.Int64N(arrival)}
			f.ID, f.Enabled, f.Network = fmt.Sprintf("f_%d_%d", tenant, i), true, networkOf(random.Float64())
			f.Query = queryOf(f.Network, fmt.Sprintf("%dx%d", tenant, i), s, random, common)
			if random.Float64() < s.Own {
				f.SealedCredential = []byte(fmt.Sprintf("own of %s on %s", ref.TenantID, f.Network))
			}
			all = append(all, f)
		}
	}
	return all
}

func planOf(share float64) (wall.Plan, int) {
	switch {
	case share < starters:
		return wall.Starter, wall.Starter.FeedLimit()
	case share < starters+businesses:
		return wall.Business, wall.Business.FeedLimit()
	}
	return wall.Enterprise, enterpriseMax
}

func networkOf(share float64) wall.Network {
	switch {
	case share < 0.40:
		return wall.Instagram
	case share < 0.70:
		return wall.Facebook
	case share < 0.85:
		return wall.Twitter
	}
	return wall.Google
}

// queryOf is one to three hashtags, of the common ones by Zipf's law or the
// tenant's own; pages and places are always its own.
func queryOf(n wall.Network, id string, s scenario, random *rand.Rand, common *rand.Zipf) wall.Query {
	switch n {
	case wall.Facebook:
		return wall.Query{PageID: id}
	case wall.Google:
		return wall.Query{PlaceID: id}
	}
	var q wall.Query
	for i := range 1 + random.IntN(3) {
		tag := fmt.Sprintf("own%sx%d", id, i)
		if random.Float64() < s.Overlap {
			tag = fmt.Sprintf("common%d", common.Uint64())
		}
		q.Hashtags = append(q.Hashtags, tag)
	}
	parsed, err := wall.ParseQuery(n, q)
	if err != nil {
		panic(err) // it is made above
	}
	return parsed
}

// offsetOf spreads tenants over 4 minutes of the tick, as the dispatcher does.
func offsetOf(tenantID string) time.Duration {
	h := fnv.New32a()
	_, _ = h.Write([]byte(tenantID)) // never fails
	return time.Duration(h.Sum32()%240) * time.Second
}

// postsADay is how much is published for a query: much for the first of the
// common hashtags, little for one that is a tenant's own.
func postsADay(n wall.Network, q wall.Query) float64 {
	switch n {
	case wall.Facebook:
		return 0.7
	case wall.Google:
		return 0.2
	}
	sum := 0.0
	for _, tag := range q.Hashtags {
		var rank float64
		if _, err := fmt.Sscanf(tag, "common%f", &rank); err == nil {
			sum += 500 / (rank + 1)
		} else {
			sum += 1.5
		}
	}
	return sum
}

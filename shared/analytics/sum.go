package analytics

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// postsKept bounds what is stored of a day. Of an event with more posts the most
// seen ones stay; the counts of its networks hold all.
const postsKept = 300

// sum is what is stored of a day, and the messages. Anybody can read a widget
// key and send with it, so only posts that the tenant has are counted: they
// bound what can be stored, and no report shows another's.
func sum(ctx context.Context, store Store, day wall.Day, messages []wall.EventsMessage) (wall.DayCounts, error) {
	counts, err := stored(ctx, store, day)
	if err != nil {
		return wall.DayCounts{}, err
	}
	known, err := store.Posts(ctx, newPosts(counts, messages))
	if err != nil {
		return wall.DayCounts{}, err
	}
	for id := range known {
		counts.Posts[id] = wall.PostCounts{}
	}
	for _, m := range messages {
		counts.Views += m.Views
		for id, c := range m.Posts {
			if !has(counts.Posts, id) {
				continue
			}
			network, _ := wall.NetworkOfPost(id)
			counts.Networks[network] = counts.Networks[network].Plus(c)
			counts.Posts[id] = counts.Posts[id].Plus(c)
		}
	}
	counts.Posts = mostSeen(counts.Posts, postsKept)
	return counts, nil
}

// stored is what was counted of a day so far.
func stored(ctx context.Context, store Store, day wall.Day) (wall.DayCounts, error) {
	days, err := store.Days(ctx, day, day)
	if err != nil {
		return wall.DayCounts{}, err
	}
	if len(days) == 1 {
		return days[0], nil
	}
	return wall.DayCounts{Day: day, Networks: map[wall.Network]wall.PostCounts{}, Posts: map[string]wall.PostCounts{}}, nil
}

// newPosts are the posts that have not been seen on the day so far.
func newPosts(counts wall.DayCounts, messages []wall.EventsMessage) []string {
	found := map[string]bool{}
	for _, m := range messages {
		for id := range m.Posts {
			if !has(counts.Posts, id) {
				found[id] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

func has(posts map[string]wall.PostCounts, id string) bool { _, ok := posts[id]; return ok }

// mostSeen leaves the first of the posts, in the order of ranking.
func mostSeen(posts map[string]wall.PostCounts, most int) map[string]wall.PostCounts {
	if len(posts) <= most {
		return posts
	}
	left := make(map[string]wall.PostCounts, most)
	for _, id := range ranking(posts)[:most] {
		left[id] = posts[id]
	}
	return left
}

// ranking orders posts: the most clicked first, then the most seen.
func ranking(posts map[string]wall.PostCounts) []string {
	return slices.SortedFunc(maps.Keys(posts), func(a, b string) int {
		x, y := posts[a], posts[b]
		return cmp.Or(cmp.Compare(y.Clicks, x.Clicks), cmp.Compare(y.Impressions, x.Impressions), cmp.Compare(a, b))
	})
}

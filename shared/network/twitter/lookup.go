package twitter

import (
	"context"
	"slices"
	"strings"

	"github.com/hashmytag/hashmytag/shared/wall"
)

// mostIDs is how many posts X tells of at once.
const mostIDs = 100

// Lookup asks for posts by id. One that was edited is gone, and replaced by its
// newest version, which is asked for, too. X bills the posts that are there.
func (n *Network) Lookup(ctx context.Context, r wall.LookupRequest) (wall.FetchResult, error) {
	f := &fetch{network: n, request: wall.FetchRequest{Credential: r.Credential, Now: r.Now}, seen: map[string]bool{}}
	f.result.Replaced = map[string]string{}
	for some := range slices.Chunk(r.IDs, mostIDs) {
		if err := f.lookup(ctx, some); err != nil {
			return f.ended(err)
		}
	}
	if heirs := f.heirs(); len(heirs) > 0 {
		if err := f.lookup(ctx, heirs); err != nil {
			return f.ended(err)
		}
	}
	f.keepWithoutHeir()
	return f.result, nil
}

// lookup asks for at most mostIDs posts.
func (f *fetch) lookup(ctx context.Context, ids []string) error {
	numbers := make([]string, len(ids))
	for i, id := range ids {
		numbers[i] = wall.ExternalID(id)
	}
	var gone []string
	p, err := f.network.spelled(func(names names) (page, error) {
		query := names.query()
		query.Set("ids", strings.Join(numbers, ","))
		answer, err := f.network.get(ctx, "/2/tweets", query, f.request.Credential, f.request.Now)
		if err != nil {
			return page{lost: answer.OK()}, err
		}
		p, err := readPage(answer)
		if gone = p.gone(numbers); err == nil && (!answer.OK() || len(gone) == 0) {
			err = failure(answer, f.request.Now)
		}
		return p, err
	})
	if p.lost {
		f.result.PostsRead += len(ids) // X has given them away, and bills them
	}
	if err != nil {
		return err
	}
	f.add(p)
	f.result.Removed = append(f.result.Removed, gone...)
	return nil
}

// gone are the posts, of those asked for, that X says it cannot show to anybody:
// they were deleted, or their authors are suspended, or show them to few.
func (p page) gone(numbers []string) []string {
	var ids []string
	for _, e := range p.Errors {
		number := string(e.Resource)
		if number == "" {
			number = string(e.Value)
		}
		withdrawn := kind(e.Type) == "resource-not-found" || kind(e.Type) == "not-authorized-for-resource"
		if id := wall.PostID(wall.Twitter, number); withdrawn && e.Parameter == "ids" && slices.Contains(numbers, number) && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// heirs are the newest versions of edited posts that did not come with them.
func (f *fetch) heirs() []string {
	var ids []string
	for _, heir := range f.result.Replaced {
		if !f.seen[heir] && !slices.Contains(f.result.Removed, heir) && !slices.Contains(ids, heir) {
			ids = append(ids, heir)
		}
	}
	slices.Sort(ids)
	return ids
}

// ended is what came before an error: a problem, if anything did.
func (f *fetch) ended(err error) (wall.FetchResult, error) {
	if f.keepWithoutHeir(); len(f.result.Posts)+len(f.result.Removed) == 0 {
		return wall.FetchResult{PostsRead: f.result.PostsRead}, err
	}
	f.result.Problem = wall.AsUpstreamError(err)
	return f.result, nil
}

// keepWithoutHeir takes back what was said of edited posts whose newest version
// X has neither shown nor called gone: they are asked for again another time.
func (f *fetch) keepWithoutHeir() {
	for old, heir := range f.result.Replaced {
		if !f.seen[heir] && !slices.Contains(f.result.Removed, heir) {
			delete(f.result.Replaced, old)
			f.result.Removed = slices.DeleteFunc(f.result.Removed, func(id string) bool { return id == old })
		}
	}
}

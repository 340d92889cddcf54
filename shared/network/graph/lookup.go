package graph

import (
	"context"
	"net/url"

	"github.com/hashmytag/hashmytag/shared/network/wire"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// Lookup asks for posts one by one, and hands those that are there to add. The
// API counts each post as a call however many are asked for at once
// (graph-api/batch-requests), and one that is missing would fail all that are
// asked for by one parameter "ids". Missing also stands for "not with this token":
// it is only to be believed of a token that has just read the same listing.
func (a API) Lookup(ctx context.Context, r Request, ids []string, add Adder) (wall.FetchResult, error) {
	var result wall.FetchResult
	for told, id := range ids {
		r.Path = "/" + url.PathEscape(wall.ExternalID(id))
		answer, err := a.Get(ctx, r)
		switch {
		case IsMissing(err):
			result.Removed = append(result.Removed, id)
		case err != nil && told == 0:
			return wall.FetchResult{}, err
		case err != nil:
			result.Problem = wall.AsUpstreamError(err)
			return result, nil
		case isObject(answer, id):
			add(answer.Body)
			result.PostsRead++
		}
		if u := usage(answer.Header, r.Now); u.Fraction >= result.Usage.Fraction {
			result.Usage = u
		}
	}
	return result, nil
}

// isObject reports whether an answer is about the post that was asked for.
func isObject(answer wire.Answer, id string) bool {
	var object struct {
		ID wire.ID `json:"id"`
	}
	return wire.Decode(answer.Body, &object) == nil && string(object.ID) == wall.ExternalID(id)
}

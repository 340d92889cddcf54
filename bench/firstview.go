package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"github.com/hashmytag/hashmytag/local/state"
	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// firstCards are what a wide screen shows of a wall before anybody scrolls.
const firstCards = 12

// firstView weighs the pictures of the demo walls' first cards: as the networks
// give them, and our copies for a plain screen and for a fine one.
func firstView(ctx context.Context) (row, error) {
	address, running, stop, err := runningPlatform(ctx)
	if err != nil {
		return row{}, err
	}
	defer stop()
	var all weights
	tenants, err := demoTenants(ctx, address)
	if err != nil {
		return row{}, err
	}
	for _, t := range tenants {
		w, err := weigh(ctx, running, t, address)
		if err != nil {
			return row{}, err
		}
		all = all.plus(w)
	}
	return row{
		what:     fmt.Sprintf("pictures of the first %d cards of all demo walls: from the networks; our copies of 400, of 800 points", firstCards),
		measured: fmt.Sprintf("%d pictures: %s; %s, %s", all.pictures, kilobytes(all.before), kilobytes(all.plain), kilobytes(all.fine)),
		budget:   "less than before", kept: all.pictures > 0 && all.fine < all.before,
	}, nil
}

// weights are bytes of pictures.
type weights struct{ pictures, before, plain, fine int }

func (w weights) plus(v weights) weights {
	return weights{w.pictures + v.pictures, w.before + v.before, w.plain + v.plain, w.fine + v.fine}
}

func kilobytes(n int) string { return fmt.Sprintf("%d KB", (n+512)/1024) }

// demoTenant is one of those that have a site.
type demoTenant struct{ ID, Table, Site string }

func demoTenants(ctx context.Context, address string) ([]demoTenant, error) {
	var demo struct{ Tenants []demoTenant }
	if err := getJSON(ctx, address+"/local/demo", &demo); err != nil {
		return nil, err
	}
	var sited []demoTenant
	for _, t := range demo.Tenants {
		if t.Site != "" {
			sited = append(sited, t)
		}
	}
	return sited, nil
}

// weigh waits until a wall's first pictures are copied. The networks' addresses
// are in the tenant's table alone.
func weigh(ctx context.Context, p state.Platform, t demoTenant, address string) (weights, error) {
	db := dynamodb.New(dynamodb.Options{
		Region: p.Region, BaseEndpoint: aws.String(p.Endpoints["dynamodb"]),
		Credentials: credentials.NewStaticCredentialsProvider("bench", "bench", ""),
	})
	table, err := dynamo.NewTables(dynamo.OneClient{Client: db}).Open(ctx, wall.TableRef{TenantID: t.ID, Table: t.Table})
	if err != nil {
		return weights{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	for ; ctx.Err() == nil; time.Sleep(500 * time.Millisecond) {
		posts, err := table.ListWall(ctx, "", firstCards, func(p wall.Post) bool { return p.Status == wall.Visible })
		if err != nil {
			return weights{}, err
		}
		if stored, ready := copied(posts); ready {
			return weighAll(ctx, stored, t.ID, address)
		}
	}
	return weights{}, errors.New("the demo's pictures were not copied within 5 minutes")
}

// copied are the posts' first pictures that may be copied, and whether all are.
func copied(posts []wall.WallPost) (first []wall.Slot, ready bool) {
	for _, p := range posts {
		slots := p.Slots()
		if len(slots) == 0 || slots[0].Portrait {
			continue
		}
		if c := slots[0].Copy; !c.Done() && !c.GivenUp() {
			return nil, false
		}
		first = append(first, slots[0])
	}
	return first, len(posts) > 0
}

func weighAll(ctx context.Context, pictures []wall.Slot, tenantID, address string) (all weights, err error) {
	for _, s := range pictures {
		if !s.Copy.Done() {
			continue
		}
		renditions := s.Copy.Renditions(tenantID)
		w := weights{pictures: 1}
		for _, part := range []struct {
			address string
			bytes   *int
		}{{s.Address, &w.before}, {address + nearest(renditions, 400), &w.plain}, {address + nearest(renditions, 800), &w.fine}} {
			if *part.bytes, err = size(ctx, part.address); err != nil {
				return weights{}, err
			}
		}
		all = all.plus(w)
	}
	return all, nil
}

// nearest is what a browser takes that wants so many points: the smallest that is
// wide enough, or the largest.
func nearest(renditions []wall.Picture, width int) string {
	for _, r := range renditions {
		if r.Width >= width {
			return r.Address()
		}
	}
	return renditions[len(renditions)-1].Address()
}

// size is how many bytes a browser gets from an address.
func size(ctx context.Context, address string) (int, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	defer func() { _ = response.Body.Close() }()
	n, err := io.Copy(io.Discard, response.Body)
	if err == nil && (response.StatusCode != http.StatusOK || !strings.HasPrefix(response.Header.Get("Content-Type"), "image/")) {
		err = fmt.Errorf("%s answers %s with %s", address, response.Status, response.Header.Get("Content-Type"))
	}
	return int(n), err
}

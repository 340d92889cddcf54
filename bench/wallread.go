package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/hashmytag/hashmytag/shared/lambdaio"
	"github.com/hashmytag/hashmytag/shared/wall"
	"github.com/hashmytag/hashmytag/shared/widgetapi"
)

const wallReads = 3000

// wallRead compares GET /v1/wall, from Lambda event to Lambda response, with a
// bare GetItem of the same item, in turns.
func wallRead(ctx context.Context) (row, error) {
	db, t, stop, err := startTenant(ctx, 100)
	if err != nil {
		return row{}, err
	}
	defer stop()
	bare := bareRead(ctx, db, t)
	reads, bares, err := inTurns(wallReads, wallRequest(ctx, t), bare)
	if err != nil {
		return row{}, err
	}
	ratio := float64(reads) / float64(bares)
	return row{
		what:     "GET /v1/wall, function time, warm, p50",
		measured: fmt.Sprintf("%.2f × a bare GetItem (%s : %s)", ratio, reads.Round(time.Microsecond), bares.Round(time.Microsecond)),
		budget:   "≤ 1.25 ×", kept: ratio <= 1.25,
	}, nil
}

// bareRead reads the item that a wall is, and does nothing with it.
func bareRead(ctx context.Context, db *dynamodb.Client, t tenant) func() error {
	return func() error {
		_, err := db.GetItem(ctx, &dynamodb.GetItemInput{TableName: &t.Table, Key: map[string]types.AttributeValue{
			"pk": &types.AttributeValueMemberS{Value: "W"}, "sk": &types.AttributeValueMemberS{Value: "wall"},
		}})
		return err
	}
}

// wallRequest is one request as a browser makes it.
func wallRequest(ctx context.Context, t tenant) func() error {
	return requestOf(ctx, t.Ref(), func(context.Context, wall.TableRef) (widgetapi.Store, error) { return t.table, nil })
}

// requestOf is a request for a tenant's wall, of a function that opens tables so.
func requestOf(ctx context.Context, ref wall.TableRef, open func(context.Context, wall.TableRef) (widgetapi.Store, error)) func() error {
	api := widgetapi.API{Open: open, Clock: time.Now}
	grant := wall.KeyGrant{Ref: ref, Status: wall.Active, AllowedDomains: []string{"bench.example"}}
	handler := lambdaio.HTTP(api.Handler(), func(ctx context.Context, _ events.APIGatewayV2HTTPRequest) context.Context {
		return widgetapi.WithGrant(ctx, grant)
	})
	event := events.APIGatewayV2HTTPRequest{
		RawPath: "/v1/wall", RawQueryString: "key=hmt_bench",
		Headers: map[string]string{"origin": "https://www.bench.example", "accept-encoding": "gzip, br"},
	}
	event.RequestContext.HTTP.Method = http.MethodGet
	return func() error {
		response, err := handler(ctx, event)
		if err == nil && response.StatusCode != http.StatusOK {
			err = errors.New(response.Body)
		}
		return err
	}
}

// inTurns runs a and b alternately n times and returns their medians.
func inTurns(n int, a, b func() error) (medianA, medianB time.Duration, err error) {
	var as, bs []time.Duration
	for range n {
		for _, side := range []struct {
			do    func() error
			times *[]time.Duration
		}{{a, &as}, {b, &bs}} {
			begin := time.Now()
			if err := side.do(); err != nil {
				return 0, 0, err
			}
			*side.times = append(*side.times, time.Since(begin))
		}
	}
	return median(as), median(bs), nil
}

func median(times []time.Duration) time.Duration {
	slices.Sort(times)
	return times[len(times)/2]
}

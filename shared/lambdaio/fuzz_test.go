package lambdaio_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"github.com/hashmytag/hashmytag/shared/lambdaio"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// FuzzHTTP gives the handler of HTTP requests any event. It refuses the event,
// or answers it with JSON that API Gateway can read; whose wall is asked for
// comes from the authorizer alone.
func FuzzHTTP(f *testing.F) {
	f.Add([]byte(wallEvent))
	f.Add([]byte(`{"rawPath":"/v1/%2e%2e/\u0000?key=x","headers":{"host":null},"requestContext":{"http":{"method":"GET"}}}`))
	f.Add([]byte(`{"body":"%%%","isBase64Encoded":true,"requestContext":{"http":{"method":"A B"},"authorizer":{"lambda":{"tenantId":[],"table":{}}}}}`))
	f.Fuzz(func(t *testing.T, event []byte) {
		said := events.APIGatewayV2HTTPRequest{}
		handler := lambdaio.HTTP(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			_ = r.URL.Query()
			_, _ = io.WriteString(w, r.URL.Path)
		}), func(ctx context.Context, e events.APIGatewayV2HTTPRequest) context.Context {
			said = e
			return ctx
		})
		out, err := lambda.NewHandler(handler).Invoke(t.Context(), event)
		var answer events.APIGatewayV2HTTPResponse
		if err == nil && (json.Unmarshal(out, &answer) != nil || answer.StatusCode != http.StatusOK) {
			t.Errorf("answered %s", out)
		}
		grant, ok := lambdaio.KeyGrant(said)
		if ok && (grant.Ref.TenantID == "" || grant.Ref.Table == "" || said.RequestContext.Authorizer == nil) {
			t.Errorf("a grant of nobody: %+v", grant)
		}
		if claims, token := lambdaio.Claims(said); said.RequestContext.Authorizer == nil && (claims != nil || token != "") {
			t.Errorf("claims of nobody: %v", claims)
		}
	})
}

// FuzzAuthorizer lets in who has the one good key, whatever else an event says.
func FuzzAuthorizer(f *testing.F) {
	f.Add([]byte(`{"identitySource":["hmt_good"]}`))
	f.Add([]byte(`{"identitySource":["hmt_bad","hmt_good"],"queryStringParameters":{"key":"hmt_good"}}`))
	f.Add([]byte(`{"identitySource":"hmt_good"}`))
	f.Fuzz(func(t *testing.T, event []byte) {
		asked := ""
		handler := lambdaio.WidgetAuthorizer(func(_ context.Context, key wall.Secret) (wall.KeyGrant, error) {
			asked = string(key)
			if asked == "hmt_good" {
				return wall.KeyGrant{Ref: wall.TableRef{TenantID: "t_1", Table: "tenant_x"}, Status: wall.Active}, nil
			}
			return wall.KeyGrant{}, wall.Errorf(wall.Unauthenticated, "unknown")
		})
		out, err := lambda.NewHandler(handler).Invoke(t.Context(), event)
		if err != nil {
			return
		}
		var answer events.APIGatewayV2CustomAuthorizerSimpleResponse
		if json.Unmarshal(out, &answer) != nil || answer.IsAuthorized != (asked == "hmt_good") {
			t.Errorf("%q got %s", asked, out)
		}
	})
}

// FuzzBatch returns to the queue just the messages that failed, whatever a
// queue's event holds.
func FuzzBatch(f *testing.F) {
	f.Add([]byte(`{"Records":[{"messageId":"1","body":"bad"},{"messageId":"2","body":"good"},{"messageId":"3","body":"poison"}]}`))
	f.Add([]byte(`{"Records":[{"messageId":7}]}`))
	f.Add([]byte(`{"Records":null}`))
	slog.SetDefault(slog.New(slog.DiscardHandler))
	work := func(_ context.Context, body string) error {
		switch {
		case strings.Contains(body, "poison"):
			panic(body)
		case strings.Contains(body, "bad"):
			return errors.New("failed")
		}
		return nil
	}
	f.Fuzz(func(t *testing.T, event []byte) {
		var batch events.SQSEvent
		readable := json.NewDecoder(bytes.NewReader(event)).Decode(&batch) == nil // as Lambda's library reads it: one value
		out, err := lambda.NewHandler(lambdaio.Batch(work)).Invoke(t.Context(), event)
		if err != nil {
			return
		}
		failing := 0
		for _, record := range batch.Records {
			if strings.Contains(record.Body, "poison") || strings.Contains(record.Body, "bad") {
				failing++
			}
		}
		var answer events.SQSEventResponse
		if !readable || json.Unmarshal(out, &answer) != nil || len(answer.BatchItemFailures) != failing {
			t.Errorf("%d of %d fail, returned: %s", failing, len(batch.Records), out)
		}
	})
}

// FuzzSchedule works for a moment that a call names, never for none.
func FuzzSchedule(f *testing.F) {
	f.Add([]byte(`{"time":"2026-11-24T12:05:00Z"}`))
	f.Add([]byte(`{"time":"0001-01-01T00:00:00Z"}`))
	f.Add([]byte(`{"time":""}`))
	f.Fuzz(func(t *testing.T, event []byte) {
		_, _ = lambda.NewHandler(lambdaio.Schedule(func(_ context.Context, at time.Time) error {
			if at.IsZero() {
				t.Error("it works for no time")
			}
			return nil
		})).Invoke(t.Context(), event)
	})
}

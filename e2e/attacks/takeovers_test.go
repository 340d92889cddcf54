package attacks_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	ststypes "github.com/aws/aws-sdk-go-v2/service/sts/types"
	"github.com/aws/smithy-go"
)

// takeovers are attacks by somebody who runs code in a function: with its
// credentials, and the sessions that these open.
func (w *world) takeovers() []kind {
	return []kind{
		{"a session for the table that it is for", 2, true, w.goodSession},
		{"a function's own credentials on a tenant's table", 5, false, w.bareFunction},
		{"a session for one table on another's", 8, false, w.otherTable},
		{"a session without a table, or for more than one", 5, false, w.looseSession},
		{"a role that is for other functions", 4, false, w.otherRole},
		{"a visitor's session that writes", 4, false, w.writingReader},
	}
}

// these functions open sessions that write.
var writers = []string{"DashboardFunction", "FetcherFunction", "IngestFunction", "MirrorFunction", "ProvisionerFunction"}

// handmade carries requests that the suite makes itself.
type handmade struct{ http.Handler }

// Do implements aws.HTTPClient.
func (h handmade) Do(r *http.Request) (*http.Response, error) {
	r.Header.Set(byHand, "yes")
	return inProcess(h).Do(r)
}

// as is the configuration of a function's clients.
func (w *world) as(function string) aws.Config {
	return aws.Config{
		Region: region, BaseEndpoint: aws.String("http://127.0.0.1:1"), HTTPClient: handmade{w.aws},
		Credentials: credentials.NewStaticCredentialsProvider(function, function, ""), RetryMaxAttempts: 1,
	}
}

// role is the ARN of a role, in its function's settings.
func (w *world) role(function, variable string) string {
	f, _ := w.plan.Function(function)
	return f.Environment[variable]
}

func (w *world) readRole() string  { return w.role("WidgetFunction", "TENANT_READ_ROLE_ARN") }
func (w *world) writeRole() string { return w.role("FetcherFunction", "TENANT_WRITE_ROLE_ARN") }

// session opens a session as a function could, with no policy of its own.
func (w *world) session(function, role string, tags ...string) (aws.Config, error) {
	in := &sts.AssumeRoleInput{RoleArn: &role, RoleSessionName: aws.String("taken-over")}
	for _, table := range tags {
		in.Tags = append(in.Tags, ststypes.Tag{Key: aws.String("table"), Value: &table})
	}
	config := w.as(function)
	opened, err := sts.NewFromConfig(config).AssumeRole(background, in)
	if err != nil {
		return config, err
	}
	c := opened.Credentials
	config.Credentials = credentials.NewStaticCredentialsProvider(*c.AccessKeyId, *c.SecretAccessKey, *c.SessionToken)
	return config, nil
}

// touch reads from or writes to a table, in one way or another.
func touch(r *rand.Rand, config aws.Config, table string) error {
	client, ctx := dynamodb.NewFromConfig(config), background
	key := map[string]types.AttributeValue{"pk": text("S"), "sk": text("state")}
	return one(r,
		func() error {
			_, err := client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: key})
			return err
		},
		func() error { return query(ctx, client, table, nil) },
		func() error { return query(ctx, client, table, aws.String("wall")) },
		func() error { return batch(ctx, client, table, key) },
		func() error { return write(ctx, client, table) },
		func() error { _, err := client.Scan(ctx, &dynamodb.ScanInput{TableName: &table}); return err },
		func() error {
			_, err := client.DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: &table})
			return err
		},
	)()
}

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func query(ctx context.Context, client *dynamodb.Client, table string, index *string) error {
	_, err := client.Query(ctx, &dynamodb.QueryInput{
		TableName: &table, IndexName: index, KeyConditionExpression: aws.String("pk = :p"),
		ExpressionAttributeValues: map[string]types.AttributeValue{":p": text("P")},
	})
	return err
}

func batch(ctx context.Context, client *dynamodb.Client, table string, key map[string]types.AttributeValue) error {
	_, err := client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{table: {Keys: []map[string]types.AttributeValue{key}}}})
	return err
}

func write(ctx context.Context, client *dynamodb.Client, table string) error {
	_, err := client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{{Put: &types.Put{
		TableName: &table, Item: map[string]types.AttributeValue{"pk": text("P"), "sk": text("mallory")},
	}}}})
	return err
}

// tried is an attack on AWS: denied, or not.
func tried(do func() error) attack {
	return attack{wanted: refused("denied"), do: func() answer { return denied(do()) }}
}

func denied(err error) answer {
	var known smithy.APIError
	switch {
	case err == nil:
		return answer{status: http.StatusOK, text: "AWS did it"}
	case errors.As(err, &known) && strings.HasPrefix(known.ErrorCode(), "AccessDenied"):
		return answer{status: http.StatusForbidden, Message: "denied"}
	}
	return answer{status: http.StatusBadRequest, Message: err.Error()}
}

func (w *world) goodSession(r *rand.Rand) attack {
	t := w.some(r, isOpen)
	a := tried(func() error {
		config, err := w.session("WidgetFunction", w.readRole(), t.Table)
		if err != nil {
			return err
		}
		return query(background, dynamodb.NewFromConfig(config), t.Table, aws.String("wall"))
	})
	a.wanted = served()
	return a
}

func (w *world) bareFunction(r *rand.Rand) attack {
	t, function := w.some(r, isAny), one(r, append(writers, "WidgetFunction", "AuthorizerFunction", "NotifierFunction", "DispatcherFunction")...)
	if function == "ProvisionerFunction" {
		return tried(func() error { return write(background, dynamodb.NewFromConfig(w.as(function)), t.Table) }) // it may end tables
	}
	return tried(func() error { return touch(r, w.as(function), t.Table) })
}

func (w *world) otherTable(r *rand.Rand) attack {
	me, them := w.pair(r)
	function, role := one(r, writers...), w.writeRole()
	if r.IntN(2) == 0 {
		function, role = "WidgetFunction", w.readRole()
	}
	on := one(r, them.Table, them.Table, me.Table+"_2", w.role("DashboardFunction", "REGISTRY_TABLE"))
	return tried(func() error {
		config, err := w.session(function, role, me.Table)
		if err != nil {
			return fmt.Errorf("no session at all: %w", errors.New(err.Error()))
		}
		return touch(r, config, on)
	})
}

func (w *world) looseSession(r *rand.Rand) attack {
	t := w.some(r, isAny)
	registry, on := w.role("DashboardFunction", "REGISTRY_TABLE"), t.Table
	tags := one(r, nil, []string{"*"}, []string{"tenant_*"}, []string{"tenant_?" + t.Table[8:]}, []string{registry}, []string{""})
	if len(tags) > 0 && tags[0] == registry {
		on = registry
	}
	function, role := one(r, writers...), w.writeRole()
	if r.IntN(3) == 0 {
		function, role = "WidgetFunction", w.readRole()
	}
	return tried(func() error {
		config, err := w.session(function, role, tags...)
		if err != nil {
			return err
		}
		return touch(r, config, on)
	})
}

func (w *world) otherRole(r *rand.Rand) attack {
	t := w.some(r, isAny)
	function, role := one(r, append(writers, "AuthorizerFunction", "NotifierFunction", "DispatcherFunction")...), w.readRole()
	if r.IntN(2) == 0 {
		function, role = one(r, "WidgetFunction", "AuthorizerFunction", "NotifierFunction", "DispatcherFunction"), w.writeRole()
	}
	return tried(func() error { _, err := w.session(function, role, t.Table); return err })
}

func (w *world) writingReader(r *rand.Rand) attack {
	t := w.some(r, isAny)
	return tried(func() error {
		config, err := w.session("WidgetFunction", w.readRole(), t.Table)
		if err != nil {
			return fmt.Errorf("no session at all: %w", errors.New(err.Error()))
		}
		return write(background, dynamodb.NewFromConfig(config), t.Table)
	})
}

func lower(name string) string { return strings.ToLower(name) }

// unwrapped is the HTTP answer in a function's.
func unwrapped(a answer) answer {
	var got events.APIGatewayV2HTTPResponse
	if a.status >= http.StatusBadRequest || json.Unmarshal([]byte(a.text), &got) != nil {
		return a
	}
	body, header := []byte(got.Body), http.Header{}
	if got.IsBase64Encoded {
		body, _ = base64.StdEncoding.DecodeString(got.Body)
	}
	for name, value := range got.Headers {
		header.Set(name, value)
	}
	return read(got.StatusCode, header, body)
}

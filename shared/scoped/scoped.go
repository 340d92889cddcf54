// Package scoped gives clients whose credentials open one tenant's table, and
// nothing of any other tenant's. The functions themselves have no right on
// tenants' tables: they assume a role for the table at hand.
package scoped

import (
	"container/list"
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/aws-sdk-go-v2/service/sts/types"

	"github.com/hashmytag/hashmytag/shared/wall"
)

const (
	sessionLength = time.Hour       // the longest that a role may assume another for
	renewBefore   = 5 * time.Minute // no request may meet the end of a session
	maxSessions   = 500             // kept; the least recently used goes first
)

// tableTag is the session tag that the roles' policies compare with the table.
const tableTag = "table"

// Clients makes and keeps the clients of many tables. Sessions begin with the
// first request, once for all that are waiting, and are renewed in time.
type Clients struct {
	config aws.Config
	role   string
	sts    *sts.Client

	mu       sync.Mutex
	sessions map[wall.TableRef]*list.Element // of *session
	used     *list.List                      // most recent first
}

// session is what one table's credentials sign for.
type session struct {
	ref      wall.TableRef
	dynamoDB *dynamodb.Client
	config   aws.Config
}

// New gives clients that assume the role of that ARN. All share one pool of
// connections.
func New(config aws.Config, roleARN string) *Clients {
	config.HTTPClient = shareable(config.HTTPClient)
	return &Clients{
		config:   config,
		role:     roleARN,
		sts:      sts.NewFromConfig(config),
		sessions: map[wall.TableRef]*list.Element{},
		used:     list.New(),
	}
}

// DynamoDB is the client for one table.
func (c *Clients) DynamoDB(_ context.Context, ref wall.TableRef) (*dynamodb.Client, error) {
	s, err := c.session(ref)
	if err != nil {
		return nil, err
	}
	return s.dynamoDB, nil
}

// Config signs as the session of one table: for clients of other services that
// work for its tenant.
func (c *Clients) Config(_ context.Context, ref wall.TableRef) (aws.Config, error) {
	s, err := c.session(ref)
	if err != nil {
		return aws.Config{}, err
	}
	return s.config, nil
}

func (c *Clients) session(ref wall.TableRef) (*session, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known, ok := c.sessions[ref]; ok {
		c.used.MoveToFront(known)
		return known.Value.(*session), nil
	}
	s, err := c.open(ref)
	if err != nil {
		return nil, err
	}
	c.sessions[ref] = c.used.PushFront(s)
	if c.used.Len() > maxSessions {
		oldest := c.used.Remove(c.used.Back()).(*session)
		delete(c.sessions, oldest.ref)
	}
	return s, nil
}

// open prepares a session; its credentials come with the first request.
func (c *Clients) open(ref wall.TableRef) (*session, error) {
	if ref.Table == "" || ref.TenantID == "" {
		return nil, fmt.Errorf("scoped: a table reference without its table or tenant")
	}
	role, err := arn.Parse(c.role)
	if err != nil {
		return nil, fmt.Errorf("scoped: role %q: %w", c.role, err)
	}
	config := c.config.Copy()
	if ref.Cell.Region != "" {
		config.Region = ref.Cell.Region
	}
	if elsewhere(role, c.config.Region, ref.Cell) {
		role = CellRole(role, ref.Cell)
	}
	policy := sessionPolicy(tableARN(role, config.Region, ref), ref.TenantID)
	config.Credentials = aws.NewCredentialsCache(
		stscreds.NewAssumeRoleProvider(c.sts, role.String(), func(o *stscreds.AssumeRoleOptions) {
			o.RoleSessionName = ref.TenantID // in AWS's logs: an id, not a name
			o.Duration = sessionLength
			o.Policy = &policy
			o.Tags = []types.Tag{{Key: aws.String(tableTag), Value: &ref.Table}}
		}),
		func(o *aws.CredentialsCacheOptions) { o.ExpiryWindow = renewBefore },
	)
	return &session{ref: ref, config: config, dynamoDB: dynamodb.NewFromConfig(config)}, nil
}

func tableARN(role arn.ARN, region string, ref wall.TableRef) string {
	account := role.AccountID
	if ref.Cell.Account != "" {
		account = ref.Cell.Account
	}
	return arn.ARN{
		Partition: role.Partition, Service: "dynamodb", Region: region,
		AccountID: account, Resource: "table/" + ref.Table,
	}.String()
}

// shareable fixes a client of the SDK's own kind, because every service client
// would make its own copy of it, with its own connections.
func shareable(client aws.HTTPClient) aws.HTTPClient {
	switch c := client.(type) {
	case nil:
		return awshttp.NewBuildableClient().Freeze()
	case *awshttp.BuildableClient:
		return c.Freeze()
	}
	return client
}

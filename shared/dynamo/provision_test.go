package dynamo_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"

	"github.com/hashmytag/hashmytag/shared/dynamo"
	"github.com/hashmytag/hashmytag/shared/enginetest"
	"github.com/hashmytag/hashmytag/shared/wall"
)

// account stands between a client and the engine for what engines do not do: it
// answers attempts at an operation itself, when answer gives something.
type account struct {
	mu     sync.Mutex
	tried  map[string]int
	answer func(operation string, attempt int) (any, error)
}

func (a *account) client(db *dynamodb.Client) *dynamodb.Client {
	a.tried = map[string]int{}
	return dynamodb.New(db.Options(), func(o *dynamodb.Options) {
		o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
			return stack.Finalize.Add(middleware.FinalizeMiddlewareFunc("account", a.handle), middleware.After)
		})
	})
}

func (a *account) handle(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
	operation := middleware.GetOperationName(ctx)
	a.mu.Lock()
	a.tried[operation]++
	result, err := a.answer(operation, a.tried[operation])
	a.mu.Unlock()
	if result != nil || err != nil {
		return middleware.FinalizeOutput{Result: result}, middleware.Metadata{}, err
	}
	return next.HandleFinalize(ctx, in)
}

// atOnce tries again without a pause.
var atOnce = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })

func newRef() wall.TableRef {
	return wall.TableRef{TenantID: wall.NewTenantID(), Table: enginetest.Name("tenant")}
}

// wantTable looks at a table as AWS's console would.
func wantTable(t *testing.T, db *dynamodb.Client, ref wall.TableRef) {
	t.Helper()
	out, err := db.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &ref.Table})
	must(t, err)
	if !aws.ToBool(out.Table.DeletionProtectionEnabled) {
		t.Error("anybody can delete the table")
	}
	tags, err := db.ListTagsOfResource(t.Context(), &dynamodb.ListTagsOfResourceInput{ResourceArn: out.Table.TableArn})
	must(t, err)
	if len(tags.Tags) != 1 || *tags.Tags[0].Key != "hashmytag:tenant" || *tags.Tags[0].Value != ref.TenantID {
		t.Errorf("tags %+v", tags.Tags)
	}
	expiry, err := db.DescribeTimeToLive(t.Context(), &dynamodb.DescribeTimeToLiveInput{TableName: &ref.Table})
	must(t, err)
	if expiry.TimeToLiveDescription.TimeToLiveStatus != types.TimeToLiveStatusEnabled {
		t.Errorf("expiry is %s", expiry.TimeToLiveDescription.TimeToLiveStatus)
	}
}

// AWS refuses for a while what would be one change too many at the same time, and
// what a new table is not ready for.
func TestProvisioningWaitsForAWS(t *testing.T) {
	t.Parallel()
	db, ref := enginetest.DynamoDB(t), newRef()
	recovery := types.PointInTimeRecoveryStatusDisabled
	busy := &account{answer: func(operation string, attempt int) (any, error) {
		switch {
		case operation == "UpdateContinuousBackups" && attempt <= 2:
			return nil, &types.ContinuousBackupsUnavailableException{Message: aws.String("Backups are being enabled")}
		case operation == "UpdateTimeToLive" && attempt <= 2:
			return nil, &types.ResourceInUseException{Message: aws.String("Table is being updated")}
		case operation == "DescribeContinuousBackups":
			return &dynamodb.DescribeContinuousBackupsOutput{ContinuousBackupsDescription: &types.ContinuousBackupsDescription{
				PointInTimeRecoveryDescription: &types.PointInTimeRecoveryDescription{PointInTimeRecoveryStatus: recovery},
			}}, nil
		case operation == "UpdateContinuousBackups":
			recovery = types.PointInTimeRecoveryStatusEnabled
			return &dynamodb.UpdateContinuousBackupsOutput{}, nil
		case attempt <= 5:
			return nil, &types.LimitExceededException{Message: aws.String("too many at once")}
		}
		return nil, nil
	}}
	p := dynamo.Provisioner{Client: busy.client(db), PointInTimeRecovery: true, Backoff: atOnce}
	must(t, p.CreateTable(t.Context(), ref))
	if recovery != types.PointInTimeRecoveryStatusEnabled {
		t.Error("point-in-time recovery is off")
	}
	must(t, p.CreateTable(t.Context(), ref))
	for _, operation := range []string{"UpdateContinuousBackups", "UpdateTimeToLive"} {
		if got := busy.tried[operation]; got > 8 {
			t.Errorf("%s was tried %d times: what is so already was changed again", operation, got)
		}
	}
	wantTable(t, db, ref)
	busy.tried = map[string]int{}
	must(t, p.DeleteTable(t.Context(), ref))
}

// A limit that does not go away ends the run with AWS's own words.
func TestProvisioningGivesUp(t *testing.T) {
	t.Parallel()
	full := &account{answer: func(operation string, _ int) (any, error) {
		if operation == "CreateTable" {
			return nil, &types.LimitExceededException{Message: aws.String("at most 2500 tables")}
		}
		return nil, nil
	}}
	p := dynamo.Provisioner{Client: full.client(enginetest.DynamoDB(t)), Backoff: atOnce}
	err := p.CreateTable(t.Context(), newRef())
	if err == nil || !strings.Contains(err.Error(), "at most 2500 tables") || full.tried["CreateTable"] != 8 {
		t.Errorf("after %d tries: %v", full.tried["CreateTable"], err)
	}
}

// A table that is there gets what it lacks, unless it is somebody else's.
func TestProvisioningOfATableThatIsThere(t *testing.T) {
	t.Parallel()
	db, ref := enginetest.DynamoDB(t), newRef()
	_, err := db.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: &ref.Table, BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash}},
	})
	must(t, err)
	p := dynamo.Provisioner{Client: db}
	must(t, p.CreateTable(t.Context(), ref))
	wantTable(t, db, ref)
	other := wall.TableRef{TenantID: wall.NewTenantID(), Table: ref.Table}
	if err := p.CreateTable(t.Context(), other); err == nil {
		t.Error("another tenant got the table")
	}
	if err := p.DeleteTable(t.Context(), other); err == nil {
		t.Error("another tenant's purge took the table")
	}
	wantTable(t, db, ref)
}

func TestDeletedTables(t *testing.T) {
	t.Parallel()
	enginetest.EachDynamoDB(t, func(t *testing.T, db *dynamodb.Client) {
		ref := newRef()
		p := dynamo.Provisioner{Client: db}
		must(t, p.DeleteTable(t.Context(), ref)) // there is none
		must(t, p.CreateTable(t.Context(), ref))
		for range 2 {
			must(t, p.DeleteTable(t.Context(), ref))
		}
		_, err := db.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &ref.Table})
		var gone *types.ResourceNotFoundException
		if !errors.As(err, &gone) {
			t.Errorf("the table is still there: %v", err)
		}
	})
}

// Package enginetest gives tests the real engines that serve AWS's APIs on one
// machine. An engine starts with the first test that asks for it, once per test
// binary, and ends with that binary. Tests share it: they name their own
// tables, queues and secrets with Name.
package enginetest

import (
	"context"
	"crypto/rand"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/hashmytag/hashmytag/local/engine"
)

// The first start of an engine may have to install it.
const startTimeout = 5 * time.Minute

var (
	dynoxide      = once(engine.Dynoxide(""))
	dynamoDBLocal = once(engine.DynamoDBLocal())
	fauxqs        = once(engine.Fauxqs())
	moto          = once(engine.Moto())
)

// DynamoDB is a client of dynoxide, the engine of `hashmytag local`.
func DynamoDB(t testing.TB) *dynamodb.Client {
	t.Helper()
	return dynamodb.NewFromConfig(config(t, dynoxide))
}

// DynamoDBLocal is a client of Amazon's DynamoDB Local.
func DynamoDBLocal(t testing.TB) *dynamodb.Client {
	t.Helper()
	return dynamodb.NewFromConfig(config(t, dynamoDBLocal))
}

// EachDynamoDB runs a contract's tests on both engines.
func EachDynamoDB(t *testing.T, contract func(t *testing.T, db *dynamodb.Client)) {
	t.Run("dynoxide", func(t *testing.T) { contract(t, DynamoDB(t)) })
	t.Run("DynamoDBLocal", func(t *testing.T) { contract(t, DynamoDBLocal(t)) })
}

// SQS is a client of fauxqs.
func SQS(t testing.TB) *sqs.Client {
	t.Helper()
	return sqs.NewFromConfig(config(t, fauxqs))
}

// S3 is a client of fauxqs.
func S3(t testing.TB) *s3.Client {
	t.Helper()
	return s3.NewFromConfig(config(t, fauxqs))
}

// Moto is the configuration of clients of moto: Secrets Manager, KMS, STS.
func Moto(t testing.TB) aws.Config {
	t.Helper()
	return config(t, moto)
}

// Name makes a name that no other test uses, for a table, queue or secret.
func Name(prefix string) string { return prefix + "_" + strings.ToLower(rand.Text()[:12]) }

func once(e engine.Engine) func() (string, error) {
	return sync.OnceValues(func() (string, error) {
		tools, err := engine.Tools()
		if err != nil {
			return "", err
		}
		ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
		defer cancel()
		p, err := e.Start(ctx, tools)
		if err != nil {
			return "", err
		}
		return p.URL(), nil
	})
}

func config(t testing.TB, start func() (string, error)) aws.Config {
	t.Helper()
	url, err := start()
	if err != nil {
		t.Fatal(err)
	}
	return aws.Config{
		Region:       "us-east-1",
		BaseEndpoint: &url,
		Credentials:  credentials.NewStaticCredentialsProvider("test", "test", ""),
	}
}

package main

import (
	"context"
	"crypto/rand"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/hashmytag/hashmytag/local/engine"
)

// start starts an engine for one measurement.
func start(ctx context.Context, e engine.Engine) (aws.Config, func(), error) {
	tools, err := engine.Tools()
	if err != nil {
		return aws.Config{}, nil, err
	}
	p, err := e.Start(ctx, tools)
	if err != nil {
		return aws.Config{}, nil, err
	}
	return aws.Config{
		Region: "us-east-1", BaseEndpoint: aws.String(p.URL()),
		Credentials: credentials.NewStaticCredentialsProvider("bench", "bench", ""),
	}, p.Stop, nil
}

func startDynamoDB(ctx context.Context) (*dynamodb.Client, func(), error) {
	cfg, stop, err := start(ctx, engine.Dynoxide(""))
	return dynamodb.NewFromConfig(cfg), stop, err
}

func startSQS(ctx context.Context) (*sqs.Client, func(), error) {
	cfg, stop, err := start(ctx, engine.Fauxqs())
	return sqs.NewFromConfig(cfg), stop, err
}

func name(prefix string) string { return prefix + "_" + strings.ToLower(rand.Text()[:10]) }

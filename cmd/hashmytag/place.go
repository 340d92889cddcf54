package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/smithy-go"

	"github.com/hashmytag/hashmytag/local/state"
	"github.com/hashmytag/hashmytag/shared/encryption"
)

// place says where the platform is: a stage in AWS, or a folder on this machine.
type place struct {
	stage string
	data  string
}

// findPlatform reaches the platform of a place.
func findPlatform(ctx context.Context, p place) (services, error) {
	if p.stage != "" && p.data != "" {
		return services{}, usagef("--stage is for AWS and --data for this machine: give one of them")
	}
	find := p.inAWS
	if p.stage == "" {
		find = p.onThisMachine
	}
	d, err := find(ctx)
	if err != nil {
		return services{}, err
	}
	return d.bind()
}

// inAWS reads what the stack of the stage tells of itself.
func (p place) inAWS(ctx context.Context) (deployment, error) {
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return deployment{}, fmt.Errorf("read your AWS settings: %w", err)
	}
	if cfg.Region == "" {
		return deployment{}, usagef("no AWS region is chosen: set AWS_REGION, or AWS_PROFILE to a profile that has one")
	}
	stack := "hashmytag-" + p.stage
	outputs, err := stackOutputs(ctx, cloudformation.NewFromConfig(cfg), stack)
	if err != nil {
		return deployment{}, fmt.Errorf("ask for stack %s in %s: %w", stack, cfg.Region, err)
	}
	return deployment{
		outputs: outputs,
		config:  func(string) aws.Config { return cfg },
		sealer: sealer{func() (encryption.Sealer, error) {
			return encryption.NewKMS(encryption.OneSession(cfg), outputs["CredentialsKeyArn"]), nil
		}},
	}, nil
}

func stackOutputs(ctx context.Context, client *cloudformation.Client, stack string) (map[string]string, error) {
	out, err := client.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: &stack})
	var refused smithy.APIError
	if errors.As(err, &refused) && strings.Contains(refused.ErrorMessage(), "does not exist") {
		return nil, errors.New("there is none; check --stage, AWS_REGION and AWS_PROFILE")
	}
	if err != nil {
		return nil, err
	}
	outputs := map[string]string{}
	for _, s := range out.Stacks {
		for _, o := range s.Outputs {
			outputs[aws.ToString(o.OutputKey)] = aws.ToString(o.OutputValue)
		}
	}
	return outputs, nil
}

// onThisMachine reads what a running `hashmytag local` tells of itself.
func (p place) onThisMachine(context.Context) (deployment, error) {
	running, err := p.running()
	if errors.Is(err, state.ErrNotRunning) {
		return deployment{}, errors.New("no platform runs on this machine: start one with `hashmytag local` (or `make run`), or name one in AWS with --stage")
	}
	if err != nil {
		return deployment{}, err
	}
	return deployment{
		outputs: running.Outputs,
		config: func(service string) aws.Config {
			return aws.Config{
				Region: running.Region, BaseEndpoint: aws.String(running.Endpoints[service]),
				Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""), // nobody checks them
			}
		},
		sealer: sealer{func() (encryption.Sealer, error) { return encryption.OpenKeyFile(running.CredentialsKeyFile) }},
		tick:   tickAt(running.Address),
	}, nil
}

// running looks in the folder that was given, else for .local here and in every
// folder above.
func (p place) running() (state.Platform, error) {
	if p.data != "" {
		return state.Read(p.data)
	}
	dir, err := os.Getwd()
	if err != nil {
		return state.Platform{}, err
	}
	for {
		found, err := state.Read(filepath.Join(dir, ".local"))
		if !errors.Is(err, state.ErrNotRunning) {
			return found, err
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return state.Platform{}, err
		}
		dir = parent
	}
}

// tickAt asks a platform on this machine for its next tick. The answer comes
// when all that it began is done.
func tickAt(address string) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, address+"/local/tick", nil)
		if err != nil {
			return "", err
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return "", err
		}
		defer response.Body.Close() //nolint:errcheck // only read from
		body, err := io.ReadAll(io.LimitReader(response.Body, 64<<10))
		if err != nil {
			return "", err
		}
		if response.StatusCode != http.StatusOK {
			return "", fmt.Errorf("the platform answered %s: %s", response.Status, strings.TrimSpace(string(body)))
		}
		var answer struct{ Time time.Time }
		if err := json.Unmarshal(body, &answer); err != nil {
			return "", fmt.Errorf("the platform's answer: %w", err)
		}
		return "the tick of " + moment(answer.Time) + " is done", nil
	}
}

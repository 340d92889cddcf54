package aws_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/aws-sdk-go-v2/service/sts/types"
	"github.com/aws/smithy-go"

	local "github.com/hashmytag/hashmytag/local/aws"
)

const (
	secretARN = "arn:aws:secretsmanager:us-east-1:000000000000:secret:upstream"
	roleARN   = "arn:aws:iam::000000000000:role/TenantReadRole"
)

func serve(t *testing.T, secret func() (map[string]string, error)) (*local.Services, aws.Config) {
	t.Helper()
	services := local.New(local.Config{Account: "000000000000", SecretARN: secretARN, Secret: secret, Roles: []string{roleARN}})
	server := httptest.NewServer(services)
	t.Cleanup(server.Close)
	return services, aws.Config{
		Region: "us-east-1", BaseEndpoint: &server.URL,
		Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
	}
}

func TestSecretIsReadAnewEachTime(t *testing.T) {
	t.Parallel()
	tokens := map[string]string{"GOOGLE_API_KEY": "one"}
	_, config := serve(t, func() (map[string]string, error) { return tokens, nil })
	client := secretsmanager.NewFromConfig(config)
	for _, want := range []string{"one", "two"} {
		tokens["GOOGLE_API_KEY"] = want
		out, err := client.GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: aws.String(secretARN)})
		if err != nil || *out.SecretString != `{"GOOGLE_API_KEY":"`+want+`"}` {
			t.Errorf("got %v, %v", out, err)
		}
	}
}

func TestSessionRemembersItsTable(t *testing.T) {
	t.Parallel()
	services, config := serve(t, nil)
	out, err := sts.NewFromConfig(config).AssumeRole(t.Context(), assume(roleARN, "tenant_a", 3600))
	if err != nil {
		t.Fatal(err)
	}
	session, ok := services.Session(*out.Credentials.AccessKeyId)
	if !ok || session.Table != "tenant_a" || session.Role != roleARN || !session.Expires.Equal(*out.Credentials.Expiration) {
		t.Errorf("session %+v, credentials until %s", session, out.Credentials.Expiration)
	}
	if _, ok := services.Session("ASIASOMEBODYELSE"); ok {
		t.Error("unknown credentials have a session")
	}
}

func TestCallerIdentity(t *testing.T) {
	t.Parallel()
	_, config := serve(t, nil)
	out, err := sts.NewFromConfig(config).GetCallerIdentity(t.Context(), nil)
	if err != nil || *out.Account != "000000000000" {
		t.Errorf("got %v, %v", out, err)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	_, config := serve(t, nil)
	secrets, tokens := secretsmanager.NewFromConfig(config), sts.NewFromConfig(config)
	tests := map[string]struct {
		call func() error
		want string
	}{
		"another secret": {func() error {
			_, err := secrets.GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: aws.String("other")})
			return err
		}, "ResourceNotFoundException"},
		"another call": {func() error {
			_, err := secrets.ListSecrets(t.Context(), nil)
			return err
		}, "UnknownOperationException"},
		"another STS call": {func() error {
			_, err := tokens.GetSessionToken(t.Context(), nil)
			return err
		}, "InvalidAction"},
		"a role that is not there": {func() error {
			_, err := tokens.AssumeRole(t.Context(), assume(roleARN+"2", "tenant_a", 3600))
			return err
		}, "AccessDenied"},
		"a session without its table": {func() error {
			_, err := tokens.AssumeRole(t.Context(), assume(roleARN, "", 3600))
			return err
		}, "AccessDenied"},
		"a session that is too long": {func() error {
			_, err := tokens.AssumeRole(t.Context(), assume(roleARN, "tenant_a", 7200))
			return err
		}, "ValidationError"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var refused smithy.APIError
			if err := test.call(); !errors.As(err, &refused) || refused.ErrorCode() != test.want {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func TestUnsignedRequestsGetNothing(t *testing.T) {
	t.Parallel()
	services, _ := serve(t, func() (map[string]string, error) { return map[string]string{"A": "secret"}, nil })
	request := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(`{"SecretId":"`+secretARN+`"}`))
	request.Header.Set("X-Amz-Target", "secretsmanager.GetSecretValue")
	recorder := httptest.NewRecorder()
	services.ServeHTTP(recorder, request)
	if recorder.Code != http.StatusForbidden {
		t.Errorf("got %d %s", recorder.Code, recorder.Body)
	}
}

func assume(role, table string, seconds int32) *sts.AssumeRoleInput {
	input := &sts.AssumeRoleInput{RoleArn: &role, RoleSessionName: aws.String("test"), DurationSeconds: &seconds}
	if table != "" {
		input.Tags = []types.Tag{{Key: aws.String("table"), Value: &table}}
	}
	return input
}

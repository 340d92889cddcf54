package environment_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/hashmytag/hashmytag/shared/environment"
)

func from(variables map[string]string) *environment.Variables {
	return environment.New(func(name string) string { return variables[name] })
}

func TestEverythingWrongIsSaidAtOnce(t *testing.T) {
	t.Parallel()
	v := from(map[string]string{"LIMIT": "-1", "PITR": "maybe"})
	v.Required("REGISTRY_TABLE")
	v.Number("LIMIT", 5)
	v.Flag("PITR")
	v.Optional("NOT_NEEDED")
	err := v.Err()
	for _, name := range []string{"REGISTRY_TABLE", "LIMIT", "PITR"} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v does not name %s", err, name)
		}
	}
}

func TestValues(t *testing.T) {
	t.Parallel()
	v := from(map[string]string{"TABLE": "registry", "LIMIT": "2.5", "PITR": "true"})
	if v.Required("TABLE") != "registry" || v.Number("LIMIT", 5) != 2.5 || v.Number("OTHER", 5) != 5 || !v.Flag("PITR") || v.Flag("OTHER") || v.Err() != nil {
		t.Errorf("read wrongly, %v", v.Err())
	}
}

// The SDK's clients look into the process's environment too, so the variables are set there.
func TestEndpoints(t *testing.T) {
	base := map[string]string{"AWS_REGION": "eu-west-3", "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
	for name, test := range map[string]struct{ variable, want string }{
		"of the service": {"AWS_ENDPOINT_URL_SECRETS_MANAGER", "http://127.0.0.1:1"},
		"of all":         {"AWS_ENDPOINT_URL", "http://127.0.0.1:1"},
		"of another":     {"AWS_ENDPOINT_URL_SQS", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(test.variable, "http://127.0.0.1:1")
			variables := map[string]string{test.variable: "http://127.0.0.1:1"}
			for k, v := range base {
				variables[k] = v
			}
			v := from(variables)
			options := secretsmanager.NewFromConfig(v.AWS()).Options()
			got := ""
			if options.BaseEndpoint != nil {
				got = *options.BaseEndpoint
			}
			if got != test.want || options.Region != "eu-west-3" || v.Err() != nil {
				t.Errorf("endpoint %q in %s, %v", got, options.Region, v.Err())
			}
		})
	}
}

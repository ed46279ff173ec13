package io.patchbay.launcher;

import io.patchbay.net.relay.RelayTokens;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One token for a relay, or a new secret to sign tokens with. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Prints a short-lived token that opens one call through a relay, or makes the secret that it is signed with.",
        footer = {
            "",
            "talk and run mint tokens by themselves with --relay-secret-file. docs/cloudflare.md has the rest."
        })
final class TokenCommand implements Callable<Integer> {

    private static final String NEW_SECRET = "--new-secret";
    private static final String SECRET_FILE = "--secret-file";

    @Option(
            names = SECRET_FILE,
            paramLabel = "FILE",
            description = "Sign with the secret in this file, which the relay knows, too.")
    private @Nullable Path secretFile;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "The one model the call may use; default: any that the relay allows.")
    private @Nullable String model;

    @Option(
            names = "--lifetime",
            paramLabel = "SECONDS",
            description =
                    "How long the token opens calls, 1 to 300; default: 60. The call itself may last longer.")
    private @Nullable Integer lifetime;

    @Option(
            names = "--max-call",
            paramLabel = "SECONDS",
            description = "How long the call may last; default: what the relay allows.")
    private @Nullable Integer longestCall;

    @Option(
            names = "--subject",
            paramLabel = "NAME",
            description =
                    "The end user, whom the relay names to the provider as safety identifier; a made-up name.")
    private @Nullable String subject;

    @Option(
            names = "--origin",
            paramLabel = "ORIGIN",
            description = "Only pages of this origin may use the token: https://example.com.")
    private @Nullable String origin;

    @Option(
            names = "--audience",
            paramLabel = "HOST",
            description = "Only the relay of this name takes the token.")
    private @Nullable String audience;

    @Option(
            names = NEW_SECRET,
            paramLabel = "FILE",
            description =
                    "Make this file with a new secret, readable by you alone; a file that is there already is left as it is.")
    private @Nullable Path newSecret;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (newSecret != null) {
            if (secretFile != null || !isPlain()) {
                throw new UsageException(
                        NEW_SECRET + " makes a secret and no token; give it without other options");
            }
            CallerOptions.checkOutput(NEW_SECRET, newSecret);
            new RelaySecretFile(NEW_SECRET, newSecret).make();
            out.println("made " + newSecret + "; tell it to the relay, too");
        } else {
            out.println(token());
        }
        out.flush();
        return 0;
    }

    private boolean isPlain() {
        return model == null
                && lifetime == null
                && longestCall == null
                && subject == null
                && origin == null
                && audience == null;
    }

    private String token() {
        if (secretFile == null) {
            throw new UsageException(
                    "with what shall the token be signed? Give "
                            + SECRET_FILE
                            + " FILE; "
                            + NEW_SECRET
                            + " FILE makes one");
        }
        RelaySecretFile file = new RelaySecretFile(SECRET_FILE, secretFile);
        RelayTokens.Builder tokens = file.tokens();
        file.warnIfOpen();
        set("--model", () -> tokens.model(model));
        set("--lifetime", () -> tokens.lifetime(lifetime()));
        set("--max-call", () -> tokens.longestCall(longestCall()));
        set("--subject", () -> tokens.subject(subject));
        set("--origin", () -> tokens.origin(origin));
        set("--audience", () -> tokens.audience(audience));
        return tokens.build().mint();
    }

    private Duration lifetime() {
        return lifetime == null ? RelayTokens.LIFETIME : Duration.ofSeconds(lifetime);
    }

    private @Nullable Duration longestCall() {
        return longestCall == null ? null : Duration.ofSeconds(longestCall);
    }

    private static void set(String option, Runnable setting) {
        try {
            setting.run();
        } catch (IllegalArgumentException e) {
            throw new UsageException(option + ": " + Failures.line(e));
        }
    }
}

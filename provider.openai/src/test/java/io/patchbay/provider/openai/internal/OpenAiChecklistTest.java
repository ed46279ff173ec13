package io.patchbay.provider.openai.internal;

import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.tck.conformance.ProviderChecklist;
import io.patchbay.tck.conformance.ServerDialect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What each profile claims, seen on a line to a far end with its generation of names. */
@ParameterizedClass
@MethodSource("profiles")
class OpenAiChecklistTest extends ProviderChecklist {

    private final String profile;

    OpenAiChecklistTest(String profile) {
        this.profile = profile;
    }

    static Stream<String> profiles() {
        return Profiles.ALL.stream().map(Profile::name);
    }

    private Profile row() {
        return Profiles.of(profile);
    }

    @Override
    protected RealtimeProvider provider() {
        return new OpenAiProvider();
    }

    @Override
    protected String profile() {
        return profile;
    }

    @Override
    protected @Nullable String model() {
        return row().model() == null ? "kit-model" : null;
    }

    @Override
    protected ServerDialect dialect() {
        return new RealtimeServer(row().names() == Names.BETA);
    }

    /** Not every service has two ways to notice turns. */
    @Override
    protected Map<ConfigField<?>, List<SessionConfig>> samples() {
        Map<ConfigField<?>, List<SessionConfig>> samples = new HashMap<>();
        samples.put(ConfigField.TURN_DETECTION, List.of(silence(300), silence(700)));
        return samples;
    }

    private static SessionConfig silence(int millis) {
        return SessionConfig.builder()
                .turnDetection(new TurnDetection.ServerVad(null, null, millis, null, null, null))
                .build();
    }
}

package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.patchbay.api.history.Item;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.TransportEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the parts of {@link ProviderChecklist} have in common. */
@ExtendWith(WhereItStands.class)
abstract class ChecklistKit {

    private @Nullable ProviderBench running;

    ChecklistKit() {}

    /** The provider under test. */
    protected abstract RealtimeProvider provider();

    /** How its far end speaks; a new one for each connection. */
    protected abstract ServerDialect dialect();

    /** The profile under test; default: the first. */
    protected String profile() {
        return provider().profiles().get(0);
    }

    /** Settings with which it works; default: none. */
    protected Settings settings() {
        return Settings.EMPTY;
    }

    /** What every line is opened with, for a provider that wants something; default: nothing. */
    protected SessionConfig config() {
        return SessionConfig.EMPTY;
    }

    /** The model that lines ask for; default: null, the provider's own choice. */
    protected @Nullable String model() {
        return null;
    }

    /**
     * Two values that the provider knows, of fields whose usual samples it does not; the keys name
     * the fields.
     */
    protected Map<ConfigField<?>, List<SessionConfig>> samples() {
        return Map.of();
    }

    /**
     * Features that are claimed and that no line over WebSocket can show, each with the reason;
     * default: none.
     */
    protected Map<Feature, String> unseen() {
        return Map.of();
    }

    /** How long to wait for what must happen, before it counts as never; default 30 s. */
    protected Duration patience() {
        return Duration.ofSeconds(30);
    }

    @BeforeEach
    final void startBench() throws IOException {
        running = new ProviderBench(provider(), profile(), settings(), this::dialect, patience());
    }

    @AfterEach
    final void stopBench() {
        bench().close();
    }

    final ProviderBench bench() {
        ProviderBench bench = running;
        if (bench == null) {
            throw new IllegalStateException("only during a test");
        }
        return bench;
    }

    final ProviderCapabilities able() {
        return provider().capabilities(profile());
    }

    final boolean has(Feature feature) {
        return able().has(feature);
    }

    /** An open line. */
    final BenchLine line() {
        return line(SessionConfig.EMPTY);
    }

    /** An open line of the usual configuration and this one on top. */
    final BenchLine line(SessionConfig more) {
        return line(more, List.of());
    }

    final BenchLine line(SessionConfig more, List<Item> history) {
        return bench().open(config().with(more), model(), history);
    }

    /** Lets the far end say something, or skips the test for the reason that is declared. */
    final void said(
            BenchLine line, WireWord word, Function<ServerDialect, List<WireMessage>> what) {
        onThisWire(word, line.say(what));
    }

    /** Goes on when a word was said, or skips the test for the reason that is declared. */
    final void onThisWire(WireWord word, boolean said) {
        declared(word, said);
        assumeTrue(said, () -> word.method() + ": " + dialect().lacks().get(word));
    }

    /** A word that is missing is declared so, and one that is declared so is missing. */
    final void declared(WireWord word, boolean said) {
        String why = dialect().lacks().get(word);
        require(
                said ? why == null : why != null && !why.isBlank(),
                "what a wire has no word for is declared by ServerDialect.lacks(), with a reason,"
                        + " and nothing else is",
                () ->
                        said
                                ? word + " is declared as lacking, and the far end said it"
                                : word + " was not said, and the reason is '" + why + "'",
                said
                        ? "take it out of lacks()"
                        : "write " + word.method() + " in the dialect, or declare " + word);
    }

    /** Begins an answer that has said something, and returns its id. */
    static String answering(BenchLine line) {
        line.say(ServerDialect::answerBegins);
        line.say(dialect -> dialect.words("Good day. "));
        line.say(dialect -> dialect.sound(Tones.of(960, 1)));
        List<TransportEvent.ResponseStarted> begun =
                line.events(TransportEvent.ResponseStarted.class);
        require(
                begun.size() == 1,
                "an answer begins with one ResponseStarted",
                () -> "of one answer there were " + begun.size() + ", among " + line.events(),
                "tell it with its first word, sound or call at the latest");
        return begun.get(0).response().id();
    }

    static List<Response> over(BenchLine line) {
        return line.events(TransportEvent.ResponseDone.class).stream()
                .map(TransportEvent.ResponseDone::response)
                .toList();
    }

    /** A line that works: an answer comes through from its begin to its end. */
    static void requireWorking(BenchLine line, String after) {
        int before = over(line).size();
        line.say(ServerDialect::answerBegins);
        line.say(dialect -> dialect.words("Still here."));
        line.say(ServerDialect::done);
        List<Response> answers = over(line);
        require(
                !line.isOver()
                        && answers.size() == before + 1
                        && answers.get(before).status() == Response.Status.COMPLETED,
                "a line goes on after what does not end it",
                () -> after + " an answer became " + answers.subList(before, answers.size()),
                "forget what is over, and keep the line");
    }

    /** Two configurations that differ in one field. */
    final List<SessionConfig> pair(ConfigField<?> field) {
        List<SessionConfig> own = samples().get(field);
        if (own != null) {
            return own;
        }
        ProviderCapabilities able = able();
        if (field.equals(ConfigField.INPUT_FORMAT)) {
            return able.inputFormats().stream()
                    .map(each -> SessionConfig.builder().inputFormat(each).build())
                    .toList();
        }
        if (field.equals(ConfigField.OUTPUT_FORMAT)) {
            return able.outputFormats().stream()
                    .map(each -> SessionConfig.builder().outputFormat(each).build())
                    .toList();
        }
        return new ArrayList<>(List.of(SampleConfig.one(field), SampleConfig.other(field)));
    }
}

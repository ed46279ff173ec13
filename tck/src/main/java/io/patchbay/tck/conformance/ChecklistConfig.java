package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;

import io.patchbay.api.history.Item;
import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ConfigPlan;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderCapabilities.Mutability;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a line is opened with, and what changes on it. */
@Contract({RealtimeCodec.class, CodecContext.class, ProviderCapabilities.class})
abstract class ChecklistConfig extends ChecklistKit {

    @Test
    void a_line_is_ready_when_its_opening_was_accepted_and_not_before() {
        BenchLine line = bench().begin(config(), model(), List.of(), false);
        line.settle();
        boolean wanted = line.heard().stream().anyMatch(each -> !dialect().reply(each).isEmpty());
        int early = line.ready();
        onThisWire(WireWord.OPENING_ACCEPTED, wanted || !dialect().greeting().isEmpty());
        line.peer.answerNow(new Patience(patience()));
        boolean ready = new Patience(patience()).until(() -> line.ready() > 0);
        line.settle();
        require(
                (early == 0 || !wanted) && ready && line.ready() == 1,
                "ready() is called once, when the provider has accepted the whole opening",
                () ->
                        early
                                + " times before the provider accepted, "
                                + line.ready()
                                + " times in all; it heard "
                                + line.heard(),
                "call it when the provider's own word for it has come");
        requireWorking(line, "after the opening");
    }

    @Test
    void the_key_is_presented_at_the_door_and_shown_nowhere_else() {
        BenchLine line = line();
        answering(line);
        line.say(dialect -> dialect.error("that was wrong"));
        List<String> shown = new ArrayList<>();
        line.heard().forEach(each -> shown.add(each.toString()));
        line.events().forEach(each -> shown.add(each.toString()));
        line.failures().forEach(each -> shown.add(each.summary()));
        shown.add(line.codec.codec.toString());
        boolean presented =
                line.peer.presented.stream().anyMatch(each -> each.contains(ProviderBench.KEY))
                        || line.peer.target.contains(ProviderBench.KEY);
        require(
                presented && shown.stream().noneMatch(each -> each.contains(ProviderBench.KEY)),
                "a key is presented when a line is opened, and is in no message and no event",
                () -> presented ? "it was shown" : "it was not presented",
                "put it into Endpoint.secretHeaders or subprotocols, and nowhere else");
    }

    @Test
    void what_a_session_starts_with_is_in_its_opening() {
        List<String> lost = new ArrayList<>();
        for (ConfigField<?> field : able().mutability().keySet()) {
            List<SessionConfig> pair = pair(field);
            if (pair.size() > 1 && opening(line(pair.get(0))).equals(opening(line(pair.get(1))))) {
                lost.add(field.toString());
            }
        }
        require(
                lost.isEmpty(),
                "each field that the capabilities name is told to the provider at the opening",
                () -> "two values of these made no difference to it: " + lost,
                "write them, or leave them out of the capabilities; override samples() where the"
                        + " provider knows other values");
    }

    /** Everything that told the provider how the session is to be. */
    static String opening(BenchLine line) {
        return line.peer.target + configured(line.heard());
    }

    static List<String> configured(List<Heard> heard) {
        return heard.stream()
                .filter(Heard.Configured.class::isInstance)
                .map(each -> ((Heard.Configured) each).content())
                .toList();
    }

    @Test
    void a_change_reaches_the_wire_or_needs_a_new_line_or_is_refused_in_words() {
        for (Map.Entry<ConfigField<?>, Mutability> each : able().mutability().entrySet()) {
            List<SessionConfig> pair = pair(each.getKey());
            if (pair.size() > 1) {
                requireChanged(each.getKey(), each.getValue(), pair.get(0), pair.get(1));
            }
        }
    }

    private void requireChanged(
            ConfigField<?> field, Mutability when, SessionConfig one, SessionConfig other) {
        BenchLine line = line(one);
        ConfigPlan plan = line.plan(config().with(one), config().with(other));
        String reason = plan.rejected().get(field);
        boolean now = plan.now().fields().contains(field);
        boolean deferred = plan.deferred().fields().contains(field);
        boolean newLine = plan.newLine().fields().contains(field);
        require(
                newLine == (when == Mutability.RECONNECT) || reason != null,
                "a field that is fixed needs a new line, and one that is not does not",
                () -> field + " is declared " + when + " and planned " + plan,
                "let plan read the capabilities");
        require(
                reason == null || !reason.isBlank(),
                "what cannot be had is refused with a reason",
                () -> "of " + field + " the reason is empty",
                "say why, for the person who asked");
        if (now || deferred) {
            SessionConfig change = now ? plan.now() : plan.deferred();
            BenchLine.Sent first =
                    line.sent(Command.UpdateSession.of(config().with(one).only(change.fields())));
            BenchLine.Sent second = line.sent(Command.UpdateSession.of(change));
            require(
                    second.first(Heard.Configured.class) != null
                            && !Objects.equals(
                                    configured(first.heard()), configured(second.heard())),
                    "a change of a field that may change reaches the wire",
                    () -> "of " + field + ": " + second,
                    "send it, or declare another mutability");
        }
    }

    @Test
    void a_field_that_is_not_declared_is_rejected_with_a_reason() {
        BenchLine line = line();
        for (ConfigField<?> field : SampleConfig.fields()) {
            if (!able().mutability().containsKey(field)) {
                ConfigPlan plan = line.plan(SampleConfig.one(field), SampleConfig.other(field));
                String reason = plan.rejected().getOrDefault(field, "");
                require(
                        !reason.isBlank() && plan.now().isEmpty() && plan.newLine().isEmpty(),
                        "a field that the capabilities do not name is rejected with a reason",
                        () -> field + " was planned " + plan,
                        "let plan read the capabilities");
            }
        }
    }

    @Test
    void a_conversation_so_far_is_taken_as_the_capabilities_say() {
        List<Item> past = Past.ITEMS;
        if (has(Feature.HISTORY_SEED)) {
            BenchLine line = line(SessionConfig.EMPTY, past);
            require(
                    Past.isIn(line.heard()),
                    "a conversation so far is told at the opening, where the provider takes it",
                    () -> "of " + past + " it heard " + line.heard(),
                    "write CodecContext.history(), or do not claim HISTORY_SEED");
            return;
        }
        BenchLine line = line();
        for (Item item : past) {
            BenchLine.Sent sent = line.sent(Command.CreateItem.append(item));
            require(
                    sent.isRefusal() || sent.refusal() == null && Past.isIn(item, sent.heard()),
                    "an item of the past reaches the provider, or is refused with a reason",
                    () -> item + ": " + sent,
                    "write it with its role, or say that this provider has no word for it");
        }
    }
}

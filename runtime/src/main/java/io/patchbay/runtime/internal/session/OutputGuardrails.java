package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.session.GuardrailPolicy;
import io.patchbay.api.session.SessionEvent.ErrorSource;
import io.patchbay.api.session.SessionEvent.InterruptionCause;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.runtime.internal.session.GuardedAnswer.Words;
import io.patchbay.runtime.internal.session.GuardrailExecutor.Kind;
import io.patchbay.runtime.internal.session.GuardrailExecutor.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has the model's words judged while they come: per item each time they have grown enough, and all
 * of them at the end. Every judgement sees the whole text so far. A response trips once. On the
 * loop.
 */
final class OutputGuardrails implements Follower {
    /** So many judgements of one answer may be out; what comes meanwhile is judged together. */
    private static final int MAX_RUNNING = 8;

    /** So many answers are followed; more cannot run at once, so the oldest never ended. */
    private static final int MAX_ANSWERS = 32;

    private final SessionCore core;
    private final GuardrailPolicy policy;
    private final Responses responses;
    private final Interruptions interruptions;
    private final ActiveAgent active;
    private final @Nullable HoldBack holdBack;
    private final Tripped tripped;
    private List<GuardedAnswer> answers = List.of();

    /** The response of the conversation that began last. */
    private @Nullable String latest;

    OutputGuardrails(
            SessionCore core,
            Responses responses,
            Interruptions interruptions,
            ActiveAgent active,
            @Nullable HoldBack holdBack,
            Tripped tripped) {
        this.core = core;
        this.policy = core.options.guardrails();
        this.responses = responses;
        this.interruptions = interruptions;
        this.active = active;
        this.holdBack = holdBack;
        this.tripped = tripped;
    }

    /**
     * Whether a frame may be heard now; if not, it is held until its words were judged.
     *
     * @param response whose sound it is, or null when that is not known to run
     */
    boolean admits(Responses.@Nullable Active response, AudioChunk chunk) {
        if (holdBack == null) {
            return true;
        }
        if (response == null && guarded(active.binding())) {
            core.counters.lateFrames++; // whose words these are nobody can tell
            return false;
        }
        GuardedAnswer answer = response == null ? null : answer(response.id);
        if (answer != null) {
            answer.spoken = true;
        }
        boolean admitted = holdBack.admits(answer, response, chunk);
        if (!admitted && holdBack.full()) {
            core.error(
                    ErrorSource.GUARDRAIL,
                    "an answer was silenced: more of it than "
                            + policy.holdBackBytes()
                            + " bytes waited to be judged; see GuardrailPolicy.holdBackBytes",
                    null);
            interruptions.interrupt(InterruptionCause.GUARDRAIL);
        }
        return admitted;
    }

    @Override
    public void responseStarted(Responses.Active response) {
        if (!response.outOfBand) {
            latest = response.id;
        }
        answer(response.id);
    }

    @Override
    public void event(TransportEvent event) {
        if (event instanceof TransportEvent.TranscriptDelta e) {
            grown(e.responseId(), e.itemId(), e.contentIndex(), true, e.delta());
        } else if (event instanceof TransportEvent.TextDelta e) {
            grown(e.responseId(), e.itemId(), e.contentIndex(), false, e.delta());
        } else if (event instanceof TransportEvent.TranscriptDone e) {
            whole(e.responseId(), e.itemId(), e.contentIndex(), e.transcript());
        } else if (event instanceof TransportEvent.TextDone e) {
            whole(e.responseId(), e.itemId(), e.contentIndex(), e.text());
        } else if (event instanceof TransportEvent.ResponseDone e) {
            GuardedAnswer answer = answer(e.response().id());
            if (answer != null) {
                ended(answer, e.response().output());
            }
        }
    }

    /** The answer of that response; null when nobody judges it. */
    private @Nullable GuardedAnswer answer(String responseId) {
        for (int i = answers.size() - 1; i >= 0; i--) {
            if (answers.get(i).responseId.equals(responseId)) {
                return answers.get(i);
            }
        }
        Responses.Active response = responses.find(responseId);
        AgentBinding owner = response == null ? active.binding() : response.binding;
        if (!guarded(owner)) {
            return null;
        }
        if (answers.size() >= MAX_ANSWERS) {
            forget(answers.remove(0));
        }
        GuardedAnswer answer =
                new GuardedAnswer(
                        responseId,
                        response,
                        owner == null ? "" : owner.name(),
                        Panel.output(core, owner));
        if (answers.isEmpty()) {
            answers = new ArrayList<>(1);
        }
        answers.add(answer);
        return answer;
    }

    private boolean guarded(@Nullable AgentBinding owner) {
        return !core.options.outputGuardrails().isEmpty()
                || owner != null && !owner.agent().outputGuardrails().isEmpty();
    }

    private void forget(GuardedAnswer answer) {
        answer.cancel("the answer never ended");
        if (holdBack != null) {
            holdBack.drop(answer);
        }
    }

    private void grown(String responseId, String itemId, int part, boolean spoken, String delta) {
        GuardedAnswer answer = answer(responseId);
        if (answer == null || answer.tripped || answer.over) {
            return;
        }
        answer.spoken |= spoken;
        Words words = answer.words(itemId);
        boolean sentence = words.grow(part, delta);
        if (policy.holdBack() == GuardrailPolicy.HoldBack.SENTENCE) {
            if (sentence) {
                judge(answer, words);
            }
            return;
        }
        int debounce = policy.debounceCharacters();
        if (debounce >= 0) {
            int length = words.length();
            int step = debounce == 0 ? length : length / debounce;
            if (step > words.step) {
                words.step = step;
                judge(answer, words);
            }
        }
    }

    /** An item has all its words; speech that is held for them need not wait for the end of all. */
    private void whole(String responseId, String itemId, int part, String text) {
        GuardedAnswer answer = answer(responseId);
        if (answer == null || answer.tripped || answer.over) {
            return;
        }
        Words words = answer.words(itemId);
        words.whole(part, text);
        if (holdBack != null) {
            if (words.asked < words.length()) {
                judge(answer, words);
            }
            holdBack.judged();
        }
    }

    private void judge(GuardedAnswer answer, Words words) {
        if (answer.running.size() >= MAX_RUNNING) {
            words.waits = true;
            return;
        }
        words.waits = false;
        ask(
                answer,
                words.itemId,
                words,
                words.text(),
                false,
                () -> {
                    if (words.waits) {
                        judge(answer, words);
                    }
                });
    }

    private void ask(
            GuardedAnswer answer,
            @Nullable String itemId,
            @Nullable Words words,
            String text,
            boolean complete,
            Runnable passed) {
        if (!answers.contains(answer)) {
            return; // whoever heard of it has ended the session
        }
        if (words != null) {
            words.asked = Math.max(words.asked, text.length());
        }
        List<Verdicts> self = new ArrayList<>(1);
        Verdicts verdicts =
                Verdicts.ask(
                        core,
                        answer.panel,
                        text,
                        new GuardrailExecutor.Subject(
                                core.id,
                                answer.agent,
                                itemId,
                                complete,
                                core.conversation.snapshot(),
                                core.options.context().orElse(null)),
                        new Verdicts.Judgement() {
                            @Override
                            public void tripped(Outcome outcome) {
                                trip(answer, itemId, outcome);
                            }

                            @Override
                            public void passed() {
                                answer.running.removeAll(self);
                                if (words != null && stillSo(words, text)) {
                                    words.judged = Math.max(words.judged, text.length());
                                }
                                passed.run();
                                if (holdBack != null) {
                                    holdBack.judged();
                                }
                            }
                        });
        self.add(verdicts);
        answer.running.add(verdicts);
    }

    /** Words that were corrected meanwhile were not judged. */
    private static boolean stillSo(Words words, String text) {
        return words.text().startsWith(text);
    }

    /** A response is over: whatever it came to, its words are judged once more, all of them. */
    private void ended(GuardedAnswer answer, List<Item> output) {
        if (answer.over) {
            return;
        }
        answer.over = true;
        if (answer.tripped) {
            answers.remove(answer);
            return;
        }
        String lastId = null;
        String lastText = null;
        for (int i = output.size() - 1; i >= 0 && lastText == null; i--) {
            Item item = output.get(i);
            lastId = lastId == null ? item.id() : lastId;
            lastText = lastWords(item);
            lastId = lastText == null ? lastId : item.id();
        }
        Words last = null;
        for (Words words : answer.items()) {
            words.ended = true;
            if (lastText == null || words.itemId.equals(lastId)) {
                last = words;
            }
        }
        if (lastText == null && last != null) {
            lastText = last.text();
            lastId = last.itemId;
        }
        String text = lastText == null ? "" : lastText;
        if (last != null && last.inOnePart()) {
            last.whole(0, text);
        }
        answer.finals = 1;
        for (Words words : answer.items()) {
            if (words != last && words.judged < words.length()) {
                answer.finals++;
                ask(answer, words.itemId, words, words.text(), true, () -> finished(answer));
            }
        }
        ask(answer, lastId, last, text, true, () -> finished(answer));
    }

    /** What an item says at its end; null when it says nothing. */
    private static @Nullable String lastWords(Item item) {
        if (!(item instanceof Item.Message message) || message.content().isEmpty()) {
            return null;
        }
        ContentPart last = message.content().get(message.content().size() - 1);
        boolean words =
                last instanceof ContentPart.OutputText
                        || last instanceof ContentPart.OutputAudio spoken
                                && spoken.transcript() != null;
        return words ? message.text() : null;
    }

    private void finished(GuardedAnswer answer) {
        if (--answer.finals > 0 || answer.tripped || !answers.contains(answer)) {
            return;
        }
        answer.cancel("all of the answer was judged");
        if (holdBack != null && holdBack.wordless(answer)) {
            Outcome wordless =
                    new Outcome(
                            "transcript",
                            "say only what can be checked",
                            Kind.LATE,
                            false,
                            "there is speech without words");
            if (Verdicts.tripped(core, wordless)) {
                trip(answer, null, wordless);
                return;
            }
        }
        answer.passed = true;
        answers.remove(answer);
        if (!answer.outOfBand()) {
            tripped.newMatter();
        }
    }

    private void trip(GuardedAnswer answer, @Nullable String itemId, Outcome outcome) {
        if (!answers.contains(answer)) {
            return;
        }
        answer.tripped = true;
        answer.cancel("a guardrail tripped");
        if (answer.over) {
            answers.remove(answer);
        }
        tripped.answer(answer, itemId, outcome, current(answer));
    }

    private boolean current(GuardedAnswer answer) {
        if (answer.outOfBand()) {
            return true;
        }
        for (Responses.Active other : responses.inConversation()) {
            if (!other.id.equals(answer.responseId)) {
                return false;
            }
        }
        return latest == null || latest.equals(answer.responseId);
    }

    @Override
    public void responseGivenUp(String responseId) {
        for (GuardedAnswer answer : List.copyOf(answers)) {
            if (answer.responseId.equals(responseId)) {
                ended(answer, List.of()); // what there is of it is all
            }
        }
    }

    @Override
    public void speechStarted() {
        tripped.newMatter();
    }

    @Override
    public void lineGone() {
        answers.forEach(answer -> answer.cancel("the line to the model is gone"));
        answers = List.of();
        latest = null;
        if (holdBack != null) {
            holdBack.lineGone();
        }
    }

    @Override
    public void closed(CloseReason reason) {
        lineGone();
    }
}

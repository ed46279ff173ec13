package io.patchbay.emulator.session.internal;

import io.patchbay.emulator.model.internal.Tokens;
import io.patchbay.emulator.protocol.internal.Json;
import java.util.ArrayDeque;
import java.util.Deque;
import tools.jackson.databind.node.ObjectNode;

/** A message in writing. */
final class TextStep implements OutputStep {
    /** How long a word would take to say; writing is paced like speech, but ten times faster. */
    private static final long WORD_MILLIS = 100;

    private final ResponseRun run;
    private final OutputItem output;
    private final Pacer pacer;
    private final boolean cut;
    private final Deque<String> words;
    private final StringBuilder written = new StringBuilder();

    TextStep(ResponseRun run, String text) {
        this.run = run;
        this.output = new OutputItem(run, ItemFactory.assistant());
        this.pacer = new Pacer(run.context());
        String allowed = run.allowed(text);
        this.cut = allowed.length() < text.length();
        this.words = new ArrayDeque<>(TextPieces.words(allowed));
    }

    @Override
    public void start() {
        output.open();
        output.item().addPart(part("output_text", ""));
        output.send(with(output.partEvent("response.content_part.added"), part("text", "")));
        pacer.next(this::word);
    }

    private void word() {
        String word = words.poll();
        if (word == null) {
            close(cut ? "incomplete" : "completed");
            if (cut) {
                run.cutShort();
            } else {
                run.proceed();
            }
            return;
        }
        written.append(word);
        output.send(output.partEvent("response.output_text.delta").put("delta", word));
        pacer.sent(WORD_MILLIS);
        pacer.next(this::word);
    }

    @Override
    public void stop() {
        pacer.stop();
        close("incomplete");
    }

    @Override
    public void abandon() {
        pacer.stop();
    }

    private void close(String status) {
        String text = written.toString();
        run.produced(Tokens.ofText(text));
        ObjectNode content = output.item().part(0);
        if (content != null) {
            content.put("text", text);
        }
        output.send(output.partEvent("response.output_text.done").put("text", text));
        output.send(with(output.partEvent("response.content_part.done"), part("text", text)));
        output.close(status);
    }

    private static ObjectNode part(String type, String text) {
        return Json.object().put("type", type).put("text", text);
    }

    private static ObjectNode with(ObjectNode event, ObjectNode part) {
        event.set("part", part);
        return event;
    }
}

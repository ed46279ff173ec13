package io.patchbay.provider.gemini.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.dialect.Answers;
import io.patchbay.dialect.Base64Blocks;
import io.patchbay.dialect.Scratch;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Hands over the model's sound. Nothing is allocated for a piece of usual size. A sample that two
 * messages share is kept together (RULES 29).
 */
final class SoundReader {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Dialogue dialogue;
    private final Answers answers;
    private final SoundScan scan = new SoundScan();
    private ByteBuffer buffer = NOTHING;
    private @Nullable String heldOf;
    private byte held;
    private boolean holding;

    SoundReader(Dialogue dialogue, Answers answers) {
        this.dialogue = dialogue;
        this.answers = answers;
    }

    /**
     * Takes a message that is nothing but sound; false when it is another, and nothing was done.
     */
    boolean read(byte[] message, int offset, int length) {
        return scan.scan(message, offset, length)
                && decode(message, scan.start(), scan.length(), Profile.SPOKEN);
    }

    /** Takes base64; false when it is none, and nothing was done. */
    boolean decode(byte[] text, int offset, int length, AudioFormat format) {
        int kept = holding && answers.running() && sameAnswer() ? 1 : 0;
        byte[] sound = Scratch.sound(length / 4 * 3 + 1);
        int bytes = Base64Blocks.decode(text, offset, length, sound, kept);
        if (bytes < 0) {
            return false;
        }
        if (kept == 1) {
            sound[0] = held;
        }
        int all = kept + bytes;
        holding = (all & 1) == 1;
        if (holding) {
            held = sound[--all];
        }
        if (all > 0) {
            show(sound, all, format);
        }
        heldOf = answers.id();
        return true;
    }

    private boolean sameAnswer() {
        String id = answers.id();
        return id != null && id.equals(heldOf);
    }

    private void show(byte[] sound, int length, AudioFormat format) {
        if (buffer.capacity() == 0 || buffer.array() != sound) {
            buffer = ByteBuffer.wrap(sound);
        }
        buffer.position(0).limit(length);
        try {
            dialogue.sound(buffer, format);
        } finally {
            buffer.position(0).limit(0);
            if (buffer.capacity() > Scratch.KEPT) {
                buffer = NOTHING;
            }
        }
    }
}

package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import org.jspecify.annotations.Nullable;

/** How large an item is, roughly: in bytes on the wire, and in tokens of a model's memory. */
final class ItemSize {
    private static final int ENVELOPE_BYTES = 256;
    private static final int ENVELOPE_TOKENS = 4;
    private static final int BYTES_PER_TOKEN = 4;
    private static final int PICTURE_TOKENS = 1_000;

    /** The models that publish it take ten tokens for a second of the caller's sound. */
    private static final int MILLIS_PER_TOKEN = 100;

    private ItemSize() {}

    /** Bytes on the wire, sound and pictures as base64. */
    static long bytes(Item item) {
        if (item instanceof Item.Message message) {
            long bytes = ENVELOPE_BYTES;
            for (ContentPart part : message.content()) {
                AudioClip clip = clip(part);
                bytes +=
                        clip != null
                                ? clip.size() * 4L / 3 + 4
                                : part instanceof ContentPart.InputImage image
                                        ? image.url().length()
                                        : utf8(words(part));
            }
            return bytes;
        }
        return ENVELOPE_BYTES + utf8(text(item));
    }

    /** Tokens. */
    static long tokens(Item item) {
        if (item instanceof Item.Message message) {
            long tokens = ENVELOPE_TOKENS;
            for (ContentPart part : message.content()) {
                AudioClip clip = clip(part);
                tokens +=
                        clip != null
                                ? clip.millis() / MILLIS_PER_TOKEN + 1
                                : part instanceof ContentPart.InputImage
                                        ? PICTURE_TOKENS
                                        : tokens(words(part));
            }
            return tokens;
        }
        return ENVELOPE_TOKENS + tokens(text(item));
    }

    /** Tokens of a text: right for English, and on the safe side for other scripts. */
    static long tokens(String text) {
        return (utf8(text) + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
    }

    private static @Nullable AudioClip clip(ContentPart part) {
        return part instanceof ContentPart.InputAudio audio ? audio.audio() : null;
    }

    private static String words(ContentPart part) {
        if (part instanceof ContentPart.InputText text) {
            return text.text();
        }
        if (part instanceof ContentPart.OutputText text) {
            return text.text();
        }
        return part instanceof ContentPart.Extension extension ? extension.json() : "";
    }

    private static String text(Item item) {
        if (item instanceof Item.FunctionCall call) {
            return call.name() + call.arguments();
        }
        return item instanceof Item.FunctionCallOutput output ? output.output() : "";
    }

    private static long utf8(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
        }
        return bytes;
    }
}

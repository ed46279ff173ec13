package io.patchbay.bench.internal.floor;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Floor (b): one streaming pass of Jackson over the whole message, the delta's range of bytes given
 * to the JDK's decoder. Reads the type and nothing else. For one connection, on its event loop.
 */
public final class StreamingReceiver implements Consumer<ByteBuf> {

    private static final Base64.Decoder DECODER = Base64.getDecoder();
    private static final JsonFactory FACTORY = new JsonFactory();

    private final Ear ear;
    private byte[] message = new byte[2_048];
    private byte[] text = new byte[0];
    private byte[] sound = new byte[0];
    private ByteBuffer view = ByteBuffer.wrap(sound);

    /** Decodes for {@code ear}. */
    public StreamingReceiver(Ear ear) {
        this.ear = ear;
    }

    @Override
    public void accept(ByteBuf payload) {
        int length = payload.readableBytes();
        if (message.length < length) {
            message = new byte[length];
        }
        payload.readBytes(message, 0, length);
        String type = null;
        int start = 0;
        int end = 0;
        try (JsonParser parser =
                FACTORY.createParser(ObjectReadContext.empty(), message, 0, length)) {
            parser.nextToken();
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                JsonToken value = parser.nextToken();
                if ("type".equals(name)) {
                    type = parser.getString();
                } else if ("delta".equals(name)) {
                    start = (int) parser.currentTokenLocation().getByteOffset() + 1;
                    parser.finishToken();
                    end = (int) parser.currentLocation().getByteOffset() - 1;
                } else if (value.isStructStart()) {
                    parser.skipChildren();
                }
            }
        }
        if (isAudio(type)) {
            decode(start, end - start);
        }
    }

    private static boolean isAudio(@Nullable String type) {
        return "response.output_audio.delta".equals(type);
    }

    private void decode(int start, int characters) {
        if (text.length != characters) {
            text = new byte[characters];
            sound = new byte[characters / 4 * 3];
            view = ByteBuffer.wrap(sound);
        }
        System.arraycopy(message, start, text, 0, characters);
        int bytes = DECODER.decode(text, sound);
        ear.hear(view.clear().limit(bytes));
    }
}

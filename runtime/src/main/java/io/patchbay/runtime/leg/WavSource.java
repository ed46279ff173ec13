package io.patchbay.runtime.leg;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.audio.G711;
import io.patchbay.audio.WavReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The sound of a WAV file as PCM16. */
final class WavSource implements PcmSource {

    private final WavReader reader;
    private final AudioFormat format;
    private final @Nullable G711 law;
    private final ByteBuffer codes = ByteBuffer.allocate(4_096);

    private WavSource(WavReader reader) {
        this.reader = reader;
        AudioFormat coded = reader.format();
        law =
                switch (coded.encoding()) {
                    case PCMU -> G711.MU_LAW;
                    case PCMA -> G711.A_LAW;
                    case PCM16, OPUS -> null;
                };
        format = new AudioFormat(AudioFormat.Encoding.PCM16, coded.sampleRate(), coded.channels());
    }

    static WavSource open(Path file) throws IOException {
        return new WavSource(WavReader.open(file));
    }

    @Override
    public AudioFormat format() {
        return format;
    }

    @Override
    public int read(ByteBuffer out) throws IOException {
        if (law == null) {
            return reader.read(out);
        }
        codes.clear().limit(Math.min(codes.capacity(), out.remaining() / 2));
        int got = reader.read(codes);
        if (got < 0) {
            return -1;
        }
        law.decode(codes.flip(), out);
        return got * 2;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}

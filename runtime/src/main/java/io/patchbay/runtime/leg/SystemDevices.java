package io.patchbay.runtime.leg;

import io.patchbay.api.audio.AudioFormat;
import java.io.IOException;
import java.util.List;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.SourceDataLine;
import javax.sound.sampled.TargetDataLine;

/** Microphone and speaker of this machine, by {@code javax.sound.sampled}. */
final class SystemDevices implements AudioDevices {

    /** The models' own rate first, then what sound cards have. */
    private static final List<Integer> RATES = List.of(24_000, 48_000, 16_000, 44_100);

    private static final int MICROPHONE_MILLIS = 100;

    @Override
    public Microphone openMicrophone() throws IOException {
        return open(
                "microphone",
                format -> {
                    DataLine.Info info = new DataLine.Info(TargetDataLine.class, java(format));
                    TargetDataLine line = (TargetDataLine) AudioSystem.getLine(info);
                    line.open(java(format), format.bytes(MICROPHONE_MILLIS));
                    line.start();
                    return new LineMicrophone(line, format);
                });
    }

    @Override
    public Speaker openSpeaker(int bufferMillis) throws IOException {
        return open(
                "speaker",
                format -> {
                    DataLine.Info info = new DataLine.Info(SourceDataLine.class, java(format));
                    SourceDataLine line = (SourceDataLine) AudioSystem.getLine(info);
                    line.open(java(format), format.bytes(bufferMillis));
                    line.start();
                    return new LineSpeaker(line, format);
                });
    }

    private interface Opening<T> {
        T open(AudioFormat format) throws LineUnavailableException;
    }

    private static <T> T open(String device, Opening<T> opening) throws IOException {
        Exception last = null;
        for (int rate : RATES) {
            try {
                return opening.open(new AudioFormat(AudioFormat.Encoding.PCM16, rate, 1));
            } catch (LineUnavailableException e) {
                throw new IOException(
                        "the " + device + " is in use: end the program that has it", e);
            } catch (IllegalArgumentException | SecurityException e) {
                last = e; // no line of this rate
            } catch (LinkageError e) {
                throw new IOException(
                        "this Java has no sound; install the full runtime, not the headless one",
                        e);
            }
        }
        throw new IOException(
                "this machine has no "
                        + device
                        + " that Java can use; connect one, or talk with a WAV file",
                last);
    }

    private static javax.sound.sampled.AudioFormat java(AudioFormat format) {
        return new javax.sound.sampled.AudioFormat(
                format.sampleRate(), 16, format.channels(), true, false);
    }

    private record LineMicrophone(TargetDataLine line, AudioFormat format) implements Microphone {
        @Override
        public int read(byte[] into, int offset, int length) {
            // an open line waits; 0 comes from one that was closed or unplugged
            int got = line.read(into, offset, length & ~1);
            return got <= 0 ? -1 : got;
        }

        @Override
        public void close() {
            line.close();
        }
    }

    private record LineSpeaker(SourceDataLine line, AudioFormat format) implements Speaker {
        @Override
        public int room() {
            return line.available();
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            line.write(from, offset, length);
        }

        @Override
        public long playedSamples() {
            return line.getLongFramePosition();
        }

        @Override
        public void flush() {
            line.flush();
        }

        @Override
        public void pause(boolean on) {
            if (on) {
                line.stop();
            } else {
                line.start();
            }
        }

        @Override
        public void close() {
            line.close();
        }
    }
}

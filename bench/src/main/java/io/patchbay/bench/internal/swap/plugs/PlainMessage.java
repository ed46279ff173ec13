package io.patchbay.bench.internal.swap.plugs;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** A message of the plain dialect, which is binary: a letter, texts and numbers. */
public final class PlainMessage {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    /** A message that begins with this letter. */
    public PlainMessage(char letter) {
        number(letter);
    }

    /** A text, of 65 kB at most. */
    public PlainMessage text(String text) {
        try {
            out.writeUTF(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** A number. */
    public PlainMessage number(long number) {
        try {
            out.writeLong(number);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Sound, at the end. */
    public PlainMessage sound(byte[] sound) {
        bytes.writeBytes(sound);
        return this;
    }

    /** As it goes over the line. */
    public byte[] bytes() {
        return bytes.toByteArray();
    }

    /** Reads a text. */
    public static String text(ByteBuffer message) {
        byte[] text = new byte[Short.toUnsignedInt(message.getShort(message.position())) + 2];
        message.get(text);
        try {
            return new java.io.DataInputStream(new java.io.ByteArrayInputStream(text)).readUTF();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

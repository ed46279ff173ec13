package io.patchbay.runtime.leg;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.audio.WavWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Writes a WAV file behind the loop: frames are gathered in blocks, and a worker brings the blocks
 * to the disk. When the disk is too slow for all of them the oldest stay, the newest become
 * silence, and the end says so.
 */
final class BlockWriter {

    /** Sixteen blocks of half a second wait at most. */
    private static final int BLOCKS = 16;

    private static final int BLOCK_MILLIS = 500;

    private final Path file;
    private final AudioFormat format;
    private final WavWriter writer;
    private final Executor workers;
    private final Block[] blocks = new Block[BLOCKS];
    private final AtomicBoolean busy = new AtomicBoolean();
    private final CompletableFuture<Void> written = new CompletableFuture<>();

    /** How many blocks are complete; written by the loop. */
    private volatile long filled;

    /** How many blocks were brought to the disk; written by the worker. */
    private volatile long drained;

    private volatile boolean closed;
    private volatile boolean ended;
    private volatile long lostBytes;
    private volatile @Nullable IOException failure;

    /** Bytes that did not find room since the last block. Of the loop until closed. */
    private long gap;

    /** A piece of sound, and how much was lost right before it. */
    private static final class Block {
        private final ByteBuffer bytes;
        private long gapBefore;

        Block(int size) {
            bytes = ByteBuffer.allocate(size);
        }
    }

    /** Creates the file; blocks on the disk. */
    BlockWriter(Path file, AudioFormat format, Executor workers) throws IOException {
        this.file = file;
        this.format = format;
        this.workers = workers;
        writer = WavWriter.create(file, format);
        for (int i = 0; i < BLOCKS; i++) {
            blocks[i] = new Block(format.bytes(BLOCK_MILLIS));
        }
    }

    /** Takes a frame, all of it. On the loop. */
    void write(ByteBuffer frame) {
        if (closed) {
            return;
        }
        if (filled - drained == BLOCKS) {
            gap += frame.remaining();
            lostBytes = lostBytes + frame.remaining();
            drain();
            return;
        }
        Block block = blocks[(int) (filled % BLOCKS)];
        if (block.bytes.position() == 0) {
            block.gapBefore = gap;
            gap = 0;
        }
        block.bytes.put(frame);
        if (block.bytes.remaining() < frame.capacity()) {
            filled = filled + 1;
            drain();
        }
    }

    /** Ends the file. On the loop, or after it ended. */
    void close() {
        if (closed) {
            return;
        }
        if (filled - drained < BLOCKS && blocks[(int) (filled % BLOCKS)].bytes.position() > 0) {
            filled = filled + 1;
        }
        closed = true;
        drain();
    }

    /** Completes when the file is whole; fails when it is not. On a worker. */
    CompletionStage<Void> written() {
        return written;
    }

    private void drain() {
        if (!busy.compareAndSet(false, true)) {
            return;
        }
        try {
            workers.execute(this::bring);
        } catch (RejectedExecutionException e) {
            busy.set(false);
            if (closed) {
                // nobody is left to do it
                Thread thread = new Thread(null, this::bring, "patchbay-wav", 0, false);
                thread.setDaemon(true);
                busy.set(true);
                thread.start();
            }
        }
    }

    /** On a worker. */
    private void bring() {
        while (true) {
            while (drained != filled) {
                bring(blocks[(int) (drained % BLOCKS)]);
                drained = drained + 1;
            }
            if (closed && drained == filled && !ended) {
                ended = true;
                finish();
            }
            busy.set(false);
            boolean more = drained != filled || closed && !ended;
            if (!more || !busy.compareAndSet(false, true)) {
                return;
            }
        }
    }

    private void bring(Block block) {
        try {
            if (failure == null) {
                writer.writeSilence(format.millis(block.gapBefore));
                writer.write(block.bytes.flip());
            }
        } catch (IOException e) {
            failure = e;
        }
        block.bytes.clear();
    }

    private void finish() {
        try {
            writer.writeSilence(failure == null ? format.millis(gap) : 0);
            writer.close();
        } catch (IOException e) {
            failure = failure == null ? e : failure;
        }
        IOException problem = failure;
        if (problem == null && lostBytes > 0) {
            problem =
                    new IOException(
                            "the disk was too slow: "
                                    + format.millis(lostBytes)
                                    + " ms of sound are silence in "
                                    + file);
        }
        if (problem == null) {
            written.complete(null);
        } else {
            written.completeExceptionally(problem);
        }
    }
}

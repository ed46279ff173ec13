package io.patchbay.console.internal.watch;

import io.patchbay.console.internal.Gate;
import io.patchbay.console.internal.Replies;
import io.patchbay.management.resource.Permission;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Serves the files of recordings, or a part of one: {@code GET v1/recordings/NAME.wav} and {@code
 * NAME.jsonl}. What is still being written is served as far as it is certain. All other requests go
 * on to the resources.
 */
final class RecordingFilter implements Filter {

    /** Who downloads slowly keeps a thread; there are more than these. */
    private static final int AT_ONCE = 16;

    private static final int BLOCK = 64 << 10;

    private final RecordingFolder folder;
    private final Semaphore places = new Semaphore(AT_ONCE);

    RecordingFilter(RecordingFolder folder) {
        this.folder = folder;
    }

    @Override
    public void doFilter(ServletRequest asked, ServletResponse answered, FilterChain chain)
            throws IOException, ServletException {
        if (!(asked instanceof HttpServletRequest request)
                || !(answered instanceof HttpServletResponse response)) {
            chain.doFilter(asked, answered);
            return;
        }
        String uri = request.getRequestURI();
        String last = uri.substring(uri.lastIndexOf('/') + 1);
        boolean sound = last.endsWith(".wav");
        boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        if (!reads || !sound && !last.endsWith(".jsonl")) {
            chain.doFilter(asked, answered);
            return;
        }
        if (!Gate.granted(request).includes(Permission.CONTENT)) {
            Replies.error(response, 403, "a recording asks for the permission content");
            return;
        }
        int dot = last.lastIndexOf('.');
        Optional<Path> file = folder.file(last.substring(0, dot), last.substring(dot));
        if (file.isEmpty()) {
            Replies.error(
                    response, 404, "there is no such recording; GET v1/recordings lists them");
        } else if (!places.tryAcquire()) {
            Replies.error(response, 503, "too many recordings are being fetched; try again");
        } else {
            try {
                serve(request, response, file.get(), last, sound);
            } finally {
                places.release();
            }
        }
    }

    private static void serve(
            HttpServletRequest request,
            HttpServletResponse response,
            Path path,
            String name,
            boolean sound)
            throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            long size = RecordingFolder.certain(file, sound);
            response.setContentType(sound ? "audio/wav" : "application/x-ndjson;charset=utf-8");
            response.setHeader("Cache-Control", "private, no-cache");
            response.setHeader("Accept-Ranges", "bytes");
            response.setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
            ByteRange range = ByteRange.of(request.getHeader("Range"), size);
            if (range.status() == 416) {
                response.setHeader("Content-Range", "bytes */" + size);
                Replies.error(response, 416, "the file has " + size + " bytes");
                return;
            }
            response.setStatus(range.status());
            if (range.status() == 206) {
                response.setHeader("Content-Range", range.header(size));
            }
            response.setContentLengthLong(range.length());
            if (request.getMethod().equals("GET")) {
                send(file, range, response.getOutputStream());
            }
        } catch (NoSuchFileException e) {
            Replies.error(response, 404, "the recording was deleted");
        }
    }

    private static void send(FileChannel file, ByteRange range, OutputStream out)
            throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        long at = range.from();
        long left = range.length();
        while (left > 0) {
            block.clear().limit((int) Math.min(BLOCK, left));
            int read = file.read(block, at);
            if (read <= 0) {
                throw new IOException("the recording became shorter");
            }
            out.write(block.array(), 0, read);
            at += read;
            left -= read;
        }
    }
}

"""Roads (通道) that packages travel: folders and sticks, WebDAV, SFTP, S3."""
